// Prints the syntax trees of Bicep files as one line of JSON: node bicep-tree.mjs <node_modules> <file>...
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, ...files] = process.argv.slice(2);
const { Parser, Language } = await import(pathToFileURL(join(modules, 'web-tree-sitter', 'tree-sitter.js')));
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(join(modules, 'tree-sitter-bicep', 'tree-sitter-bicep.wasm')));

const plain = node => ({
  type: node.type,
  text: node.text,
  line: node.startPosition.row + 1,
  broken: node.isError || node.isMissing,
  children: node.children.filter(child => child.isNamed || child.isError || child.isMissing).map(plain),
});

console.log(JSON.stringify(files.map(file => plain(parser.parse(readFileSync(file, 'utf8')).rootNode))));
