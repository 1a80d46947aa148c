// Runs a TypeScript entry point: bundles it with esbuild when one of its sources has changed, then runs the bundle with the
// machine code that V8 kept of the last run. Nothing has to be built by hand (docs/performance.md has what it saves).
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'

const oldest = [20, 19]
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(`Missing: Node ${oldest.join('.')} or newer (found ${process.versions.node}). Install it: https://nodejs.org/en/download`)
  process.exit(1)
}

const root = dirname(fileURLToPath(import.meta.url))
const [entry, ...args] = process.argv.slice(2)
const bundle = join(root, 'dist', entry.replace(/\//g, '-').replace(/\.ts$/, '.cjs'))
const recordOfSources = `${bundle}.sources.json`

const readIfThere = (file) => (existsSync(file) ? readFileSync(file) : undefined)

/** Another process never reads half a file. */
const writeWhole = (file, content) => {
  writeFileSync(`${file}.${process.pid}`, content)
  renameSync(`${file}.${process.pid}`, file)
}

const digest = (files) => {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readIfThere(join(root, file)) ?? '')
  return hash.digest('hex')
}

/** Digest of the sources that the bundle was built from, if they are still the same. */
const freshDigest = () => {
  if (!existsSync(bundle) || !existsSync(recordOfSources)) return undefined
  const recorded = JSON.parse(readFileSync(recordOfSources, 'utf8'))
  return recorded.digest === digest(recorded.files) ? recorded.digest : undefined
}

/** V8 only compares lengths, so the digest of the sources is part of the name. */
const machineCodeOf = (digestOfSources) => `${bundle}.${process.version}.${digestOfSources.slice(0, 16)}`

const build = async () => {
  const esbuild = await import('esbuild')
  const result = await esbuild
    .build({
      entryPoints: [join(root, entry)],
      absWorkingDir: root,
      bundle: true,
      write: false,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      metafile: true,
      minifySyntax: true,
      minifyWhitespace: true,
      logLevel: 'error',
    })
    .catch(() => process.exit(1))
  const files = Object.keys(result.metafile.inputs).filter((file) => !file.startsWith('node_modules/'))
  const sources = [...files, 'run.mjs', 'package-lock.json'].sort()
  const digestOfSources = digest(sources)
  for (const file of readdirSync(dirname(bundle))) if (file.startsWith(`${basename(bundle)}.v`)) rmSync(join(dirname(bundle), file))
  writeWhole(bundle, result.outputFiles[0].contents)
  writeWhole(recordOfSources, JSON.stringify({ digest: digestOfSources, files: sources }))
  return digestOfSources
}

mkdirSync(dirname(bundle), { recursive: true })
const machineCode = machineCodeOf(freshDigest() ?? (await build()))

process.argv = [process.argv[0], resolve(root, entry), ...args]
const script = new vm.Script(Module.wrap(readFileSync(bundle, 'utf8')), {
  filename: bundle,
  cachedData: readIfThere(machineCode),
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
})
if (script.cachedDataRejected !== false) process.on('exit', () => writeWhole(machineCode, script.createCachedData()))
const module = { exports: {} }
script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle))
