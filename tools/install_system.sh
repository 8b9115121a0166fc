#!/usr/bin/env bash
# Installs what seedlite needs from the system: a C compiler, CMake, Ninja, the Arm cross compiler,
# QEMU and GDB, and the programs named as arguments. Where it cannot, it says exactly what to
# install, and fails.
set -euo pipefail

PYTHON=${PYTHON:-python3}
declare -A PACKAGE=(
  [cc]=gcc
  [cmake]=cmake
  [ninja]=ninja-build
  [arm-none-eabi-gcc]=gcc-arm-none-eabi
  [qemu-system-arm]=qemu-system-arm
  [gdb-multiarch]=gdb-multiarch
  [git]=git
  [clang]="clang libclang-rt-dev"
)
# large, and only where an argument asks for it
declare -A ASKED=(
  [riscv64-unknown-elf-gcc]="gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf qemu-system-misc"
)
missing=()
for program in "${!PACKAGE[@]}" "$@"; do
  command -v "$program" >/dev/null || missing+=("${PACKAGE[$program]:-${ASKED[$program]:-$program}}")
done
[ -e /usr/lib/arm-none-eabi/lib/libc_nano.a ] || [ -e /usr/arm-none-eabi/lib/libc_nano.a ] ||
  missing+=(libnewlib-arm-none-eabi)
"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3 python3-venv)
echo '#include <stdlib.h>' | cc -E - >/dev/null 2>&1 || missing+=(libc6-dev)
[ ${#missing[@]} -eq 0 ] && exit 0

command="apt-get install -y --no-install-recommends ${missing[*]}"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
if ! command -v apt-get >/dev/null || { [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; }; then
  echo "seedlite needs packages that cannot be installed from here. As root, run:" >&2
  echo "  $command" >&2
  echo "(names are those of Debian and Ubuntu)" >&2
  exit 5
fi
echo "installing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $command >/dev/null; then
  echo "installing failed. As root, run:" >&2
  echo "  $command" >&2
  exit 5
fi
