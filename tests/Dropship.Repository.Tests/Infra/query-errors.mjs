// Prints what Microsoft's parser of log queries finds wrong, a line each: node query-errors.mjs <node_modules> <tables.kql> <queries.json>
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';

const [modules, tables, queries] = process.argv.slice(2);
for (const script of ['bridge.min.js', 'Kusto.Language.Bridge.min.js']) {
  runInThisContext(readFileSync(join(modules, '@kusto', 'language-service-next', script), 'utf8'));
}

const { KustoCode, GlobalState } = globalThis.Kusto.Language;
const declarations = readFileSync(tables, 'utf8');
for (const query of JSON.parse(readFileSync(queries, 'utf8'))) {
  const found = KustoCode.ParseAndAnalyze(declarations + query, GlobalState.Default).GetDiagnostics();
  for (let index = 0; index < found.Count; index++) console.log(`${found.getItem(index).Message} ${query}`);
}
