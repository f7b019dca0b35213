/** Where a file is that Vite puts beside the page's scripts. */
declare module '*.wasm?url' {
  const address: string;
  export default address;
}
declare module '*.idx?url' {
  const address: string;
  export default address;
}
