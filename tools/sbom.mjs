// Writes a software bill of materials (CycloneDX 1.6, JSON) of lock files and restored projects:
//   node tools/sbom.mjs <output> <packages.lock.json | package-lock.json | project.assets.json>...
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const components = new Map();

const add = (kind, name, version, base64, license) => {
  const purl = `pkg:${kind}/${name.replace('@', '%40')}@${version}`;
  components.set(purl, {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    ...(base64 && { hashes: [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }] }),
    ...(license && { licenses: [{ expression: license }] }),
  });
};

const readers = {
  'packages.lock.json': lock => {
    for (const framework of Object.values(lock.dependencies)) {
      for (const [name, one] of Object.entries(framework)) {
        if (one.type !== 'Project') add('nuget', name, one.resolved, one.contentHash);
      }
    }
  },
  'project.assets.json': assets => {
    for (const [id, one] of Object.entries(assets.libraries)) {
      if (one.type === 'package') add('nuget', ...id.split('/'), one.sha512);
    }
  },
  'package-lock.json': lock => {
    for (const [path, one] of Object.entries(lock.packages)) {
      if (path) add('npm', path.split('node_modules/').pop(), one.version, one.integrity?.replace('sha512-', ''), one.license);
    }
  },
};

const [output, ...files] = process.argv.slice(2);
if (files.length === 0) throw new Error('Name the file to write and the files to read.');
for (const file of files) {
  const read = readers[basename(file)];
  if (!read) throw new Error(`${file} is neither a lock file nor a project's assets.`);
  read(JSON.parse(readFileSync(file, 'utf8')));
}

writeFileSync(output, JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { type: 'application', name: 'Dropship.Functions' } },
  components: [...components.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1)),
}, null, 2) + '\n');
