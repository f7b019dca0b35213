// Every platform for which there is a package of its own, and what zig calls it: the oldest glibc and macOS that the
// oldest Node.js runs on.
export const platforms = [
  { name: 'linux-x64-gnu', os: 'linux', cpu: 'x64', libc: 'glibc', target: 'x86_64-linux-gnu.2.28' },
  { name: 'linux-x64-musl', os: 'linux', cpu: 'x64', libc: 'musl', target: 'x86_64-linux-musl' },
  { name: 'linux-arm64-gnu', os: 'linux', cpu: 'arm64', libc: 'glibc', target: 'aarch64-linux-gnu.2.28' },
  { name: 'linux-arm64-musl', os: 'linux', cpu: 'arm64', libc: 'musl', target: 'aarch64-linux-musl' },
  { name: 'darwin-x64', os: 'darwin', cpu: 'x64', target: 'x86_64-macos.11.0' },
  { name: 'darwin-arm64', os: 'darwin', cpu: 'arm64', target: 'aarch64-macos.11.0' },
  { name: 'win32-x64', os: 'win32', cpu: 'x64', target: 'x86_64-windows-gnu' },
  { name: 'win32-arm64', os: 'win32', cpu: 'arm64', target: 'aarch64-windows-gnu' },
];

/** The one that Node.js runs on here; undefined where there is none. */
export function platformHere() {
  const { glibcVersionRuntime } = process.report.getReport().header;
  return platforms.find(
    ({ os, cpu, libc }) =>
      os === process.platform &&
      cpu === process.arch &&
      (!libc || (libc === 'glibc') === (glibcVersionRuntime !== undefined)),
  );
}
