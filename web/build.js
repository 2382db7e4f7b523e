// Builds the console for `dotnet build`: node web/build.js <output folder>
// Ends with 0: it lies there. 3: it can not be built here, and the last line says why. 1: its sources are broken.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const web = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(web, '../artifacts/web/dist'));
const lock = path.join(web, 'package-lock.json');
const installed = path.join(web, 'node_modules/.dinghy-installed');

class Cannot extends Error {}

try {
  await main();
} catch (e) {
  console.log(e.message);
  process.exitCode = e instanceof Cannot ? 3 : 1;
}

async function main() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19) || (major === 22 && minor < 12) || major === 21)
    throw new Cannot(`Node ${process.versions.node} is too old for it: 20.19 or 22.12 is the least`);
  const release = await onlyOne(path.join(path.dirname(out), 'build.lock'));
  try {
    install();
    build();
  } finally {
    release();
  }
}

function install() {
  const text = fs.readFileSync(lock, 'utf8');
  const hash = createHash('sha256').update(text).update(fs.readFileSync(path.join(web, 'package.json'))).digest('hex');
  if (fs.existsSync(installed) && fs.readFileSync(installed, 'utf8') === hash) return;
  // Not `npm ci`: it refuses a lock that names other systems' binaries which a registry does not hold.
  const npm = run('npm', ['install', '--no-progress', '--loglevel=error'], process.platform === 'win32');
  if (fs.readFileSync(lock, 'utf8') !== text) fs.writeFileSync(lock, text);
  if (npm.error) throw new Cannot('npm is not there');
  if (npm.status !== 0) throw new Cannot(`npm install failed (${firstLine(npm.stderr)})`);
  fs.writeFileSync(installed, hash);
}

/** Into a folder beside, then in its place: whoever embeds never sees half of it. */
function build() {
  const fresh = `${out}.new`;
  const vite = run(process.execPath, [path.join(web, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn']);
  if (vite.status !== 0) throw new Error(`${vite.stdout}${vite.stderr}`);
  fs.rmSync(out, { recursive: true, force: true });
  fs.renameSync(fresh, out);
}

function run(command, args, shell = false) {
  return spawnSync(command, args, { cwd: web, encoding: 'utf8', shell, env: { ...process.env, NODE_ENV: 'production', npm_config_include: 'dev' } });
}

/** Two builds at once share node_modules: the second waits. A lock whose process is gone counts for nothing. */
async function onlyOne(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (let tries = 0; ; tries++) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => fs.rmSync(file, { force: true });
    } catch (e) {
      if (e.code !== 'EEXIST') throw e;
      if (tries > 600) throw new Cannot(`another build holds ${file}`);
      if (!alive(file)) fs.rmSync(file, { force: true });
      else await new Promise((done) => setTimeout(done, 500));
    }
  }
}

function alive(file) {
  try {
    const pid = Number(fs.readFileSync(file, 'utf8'));
    // Empty: its maker has not written yet.
    return pid === 0 || process.kill(pid, 0);
  } catch (e) {
    return e.code === 'EPERM';
  }
}

function firstLine(text) {
  const lines = (text ?? '').split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim()).filter(Boolean);
  return lines.find((line) => /^(code|network|request)/.test(line)) ?? lines[0] ?? 'no reason given';
}
