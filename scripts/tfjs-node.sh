#!/usr/bin/env bash
# scripts/tfjs-node.sh [--gpu] [--remove]
# Puts the real @tensorflow/tfjs-node, or -node-gpu, into node_modules of this checkout, beside what npm installed, or takes it
# out again. Its own installer fetches a library that closed networks do not let through; this takes TensorFlow out of its
# wheel on PyPI, and compiles the package's own binding against that. Built once, into ~/.cache/unrolled.
# Needs Linux on x86-64 with glibc, npm, pip and a C++ compiler; ends with 3, and says so, where it lacks one of them.
set -euo pipefail
cd "$(dirname "$0")/.."

# tfjs-node 4.22 is made for the C library of TensorFlow 2.9; the wheel with CUDA that still has that library's interface is 2.15.
version=4.22.0 name=tfjs-node wheel=tensorflow-cpu release=2.9.1 python=310
hash=6666ddeae45e1f41da788cb4bdea3435aba16edb0bc17b7ac00631c7c9eb052e
remove=
for word in "$@"; do
  case $word in
    --gpu)
      name=tfjs-node-gpu wheel=tensorflow release=2.15.1 python=311
      hash=bb0edd69103c154245c5f209f0507355cc68ba7e4de350084bc31edc562478e4
      ;;
    --remove) remove=1 ;;
    *) echo "tfjs-node.sh: unknown argument $word; --gpu or --remove" >&2 && exit 2 ;;
  esac
done
place=node_modules/@tensorflow/$name
rm -rf "$place"
[[ -n $remove ]] && exit

lacking() {
  echo "tfjs-node.sh: $1" >&2
  exit 3
}
[[ $(uname -sm) == 'Linux x86_64' ]] && getconf GNU_LIBC_VERSION >/dev/null 2>&1 || lacking 'needs Linux on x86-64 with glibc'
for compiler in g++ clang++ c++ ''; do command -v "$compiler" >/dev/null && break; done
[[ -n $compiler ]] || lacking 'needs a C++ compiler'
command -v python3 >/dev/null || lacking 'needs python3'
headers=$(dirname "$(dirname "$(node -p process.execPath)")")/include/node
[[ -f $headers/node_api.h ]] || headers=$(node -p 'process.config.variables.nodedir ?? ""')/include/node
[[ -f $headers/node_api.h ]] || headers=

cache=${XDG_CACHE_HOME:-$HOME/.cache}/unrolled
built=$cache/$name-$version-$release
if [[ ! -d $built ]]; then
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/building-XXXXXX")
  trap 'rm -rf "$work"' EXIT

  # The package with what it requires beside it; of TensorFlow.js there must be one, and that is the checkout's.
  (cd "$work" && echo '{}' >package.json &&
    npm install --no-save --ignore-scripts --no-audit --no-fund --silent "@tensorflow/$name@$version" ${headers:+} \
      $([[ -n $headers ]] || echo node-api-headers)) || lacking "npm does not get @tensorflow/$name"
  [[ -n $headers ]] || headers=$work/node_modules/node-api-headers/include
  package=$work/package
  mv "$work/node_modules/@tensorflow/$name" "$package"
  rm -rf "$work/node_modules/@tensorflow" "$work/node_modules/.package-lock.json" "$work/node_modules/.bin"
  mkdir -p "$package/node_modules" "$package/deps/lib" "$package/lib/napi-v8"
  mv "$work"/node_modules/* "$package/node_modules/"

  pip=(python3 -m pip)
  if ! "${pip[@]}" --version >/dev/null 2>&1; then
    python3 -m venv "$work/venv" || lacking 'needs pip'
    pip=("$work/venv/bin/pip")
  fi
  echo "$wheel==$release --hash=sha256:$hash" >"$work/requirements.txt"
  "${pip[@]}" download -q --no-deps --require-hashes -r "$work/requirements.txt" --only-binary=:all: \
    --platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64 --python-version "$python" -d "$work" ||
    lacking "pip does not get $wheel $release"
  python3 - "$work" <<'PYTHON'
import glob, re, sys, zipfile
work = sys.argv[1]
wanted = re.compile(
    r'tensorflow/(libtensorflow_[^/]*|python/_pywrap_tensorflow_internal\.so'
    r'|include/(tensorflow/(c|core/platform|tsl)|tsl)/.*)$')
with zipfile.ZipFile(glob.glob(work + '/*.whl')[0]) as wheel:
    for name in wheel.namelist():
        if wanted.match(name): wheel.extract(name, work + '/wheel')
PYTHON
  tensorflow=$work/wheel/tensorflow
  mv "$tensorflow"/libtensorflow_* "$package/deps/lib/"
  libraries=(-l:libtensorflow_cc.so.2)
  if [[ ! -e $package/deps/lib/libtensorflow_cc.so.2 ]]; then
    # Before 2.13 the C interface is part of the extension of Python, whose symbols it never calls: names for them are enough.
    python3 - "$tensorflow/python/_pywrap_tensorflow_internal.so" >"$work/stub.c" <<'PYTHON'
import re, subprocess, sys
symbols = subprocess.run(['nm', '-D', '--undefined-only', sys.argv[1]], capture_output=True, text=True, check=True).stdout
for name in sorted(set(re.findall(r'\b_?Py\w+', symbols))): print(f'long {name}[64];')
PYTHON
    "$compiler" -shared -fPIC -x c "$work/stub.c" -o "$package/deps/lib/libpython_stub.so"
    mv "$tensorflow/python/_pywrap_tensorflow_internal.so" "$package/deps/lib/"
    libraries=(-Wl,--no-as-needed -l:libpython_stub.so -l:_pywrap_tensorflow_internal.so)
  fi
  "$compiler" -std=c++17 -O2 -fPIC -shared -DNAPI_VERSION=8 -I "$headers" -I "$tensorflow/include" "$package"/binding/*.cc \
    -o "$package/lib/napi-v8/tfjs_binding.node" -L "$package/deps/lib" "${libraries[@]}" -l:libtensorflow_framework.so.2 \
    '-Wl,-rpath,$ORIGIN/../../deps/lib'
  mv -T "$package" "$built" 2>/dev/null || [[ -d $built ]]
fi

# All but the library, which is half a gigabyte: where the package stands decides which TensorFlow.js it finds.
mkdir -p "$place"
for part in "$built"/*; do [[ $part == */deps ]] || cp -r "$part" "$place/"; done
ln -s "$built/deps" "$place/deps"
TF_CPP_MIN_LOG_LEVEL=2 node -e '
  const tf = require(process.argv[1]);
  const [six] = tf.matMul(tf.ones([2, 6]), tf.ones([6, 2])).dataSync();
  if (six !== 6) throw new Error(`it computes 6 × 1 × 1 = ${six}`);
  console.log(`${process.argv[1]} ${tf.version["tfjs-node"]} with TensorFlow ${tf.backend().binding.TF_Version}`);
' "@tensorflow/$name"
