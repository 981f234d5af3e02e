// Bundles the client into target/client: `web/` is served as it is under /client/, `client.properties` tells the console the names,
// which change with the contents, so that a browser may keep what it has for ever.
import { build } from 'esbuild';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const source = name => path.join(here, 'src', name);
const target = path.resolve(here, '../../../target/client');
// Packages that come without the text of their licence, and the one of the same project that has it.
const TEXT_OF = { '@xterm/addon-serialize': '@xterm/xterm' };
const FREE = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause'];

async function bundle() {
    await rm(target, { recursive: true, force: true });
    const common = {
        bundle: true, minify: true, metafile: true, charset: 'utf8', target: 'es2022', legalComments: 'none', logLevel: 'warning',
        // Vaadin's servlet lets a browser keep for a year what has `.cache.` in its name.
        outdir: path.join(target, 'web'), entryNames: '[name]-[hash].cache', chunkNames: '[name]-[hash].cache',
    };
    const bundles = [
        // In the head and before anything is painted.
        await build({ ...common, entryPoints: [source('theme.ts')], format: 'iife' }),
        await build({ ...common, entryPoints: [source('console.ts')], format: 'esm', splitting: true }),
        await build({ ...common, entryPoints: [source('console.css')] }),
    ].map(result => result.metafile);
    const names = bundles.flatMap(bundle => Object.entries(bundle.outputs)).filter(([, output]) => output.entryPoint)
        .filter(([, output]) => ['theme.ts', 'console.ts', 'console.css'].includes(path.basename(output.entryPoint)))
        .map(([file, output]) => `${path.basename(output.entryPoint).replace('.ts', '.js')}=${path.basename(file)}\n`);
    await writeFile(path.join(target, 'client.properties'), names.sort().join(''));
    await writeFile(path.join(target, 'web', 'licences.txt'), await licences(bundles.flatMap(bundle => Object.keys(bundle.inputs))));
}

// The licences of the packages that went into the bundles, which ask to be carried with them. Another licence is first read by a person.
async function licences(files) {
    const packages = [...new Set(files.map(file => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean))].sort();
    const texts = packages.map(async name => {
        const directory = path.join(here, 'node_modules', name);
        const { version, license } = JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8'));
        if (!FREE.includes(license)) {
            throw new Error(`${name} ${version} is under ${license}; free licences known here: ${FREE.join(', ')}`);
        }
        const text = path.join(here, 'node_modules', TEXT_OF[name] ?? name, 'LICENSE');
        return `${name} ${version} (${license})\n\n${await readFile(text, 'utf8')}`;
    });
    return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}

async function bundleTests(directory) {
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    const tests = (await readdir(path.join(here, 'test'))).filter(name => name.endsWith('.test.ts'));
    await build({
        entryPoints: tests.map(name => path.join(here, 'test', name)), outdir: directory, outExtension: { '.js': '.mjs' },
        // As for browsers, but for the parts of Node.js that tests use.
        bundle: true, format: 'esm', platform: 'neutral', mainFields: ['module', 'main'], external: ['node:*'], logLevel: 'warning',
    });
}

const tests = process.argv.indexOf('--tests');
await (tests < 0 ? bundle() : bundleTests(path.resolve(process.argv[tests + 1])));
