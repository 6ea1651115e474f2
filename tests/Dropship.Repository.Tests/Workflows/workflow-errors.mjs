// Prints what GitHub's own parser finds wrong in workflows, a line each: node workflow-errors.mjs <node_modules> <file>...
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// The parser imports its schema as bundlers take it; Node wants to be told that it is JSON.
register('data:text/javascript,' + encodeURIComponent(`
  export const load = (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context);`));

const [modules, ...files] = process.argv.slice(2);
const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } =
  await import(pathToFileURL(join(modules, '@actions', 'workflow-parser', 'dist', 'index.js')));

for (const name of files) {
  const { context, value } = parseWorkflow({ name, content: readFileSync(name, 'utf8') }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  for (const error of context.errors.getErrors()) console.log(error.message);
}
