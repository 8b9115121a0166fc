// SPDX-License-Identifier: Apache-2.0
// Lets several models share the runtime. Two exported libraries in one firmware contain it twice:
// the linker merges equal copies and rejects copies of different versions.
#ifndef SEEDLITE_SHARED_H
#define SEEDLITE_SHARED_H

// In an exported library, a digest of the runtime's sources (32 bits). 0: not exported.
#define SL_RUNTIME_VERSION 0

// SL_SHARED marks the definition of every function that other files call. On a declaration it would
// make the reference weak: a missing function would link. Weak functions are not inlined in their
// own file.
//
// SL_ONE_VERSION() stands in a function that every firmware has. It emits no instruction but an
// absolute symbol whose value is the version. Linkers merge equal ones and name the symbol where
// they differ. (Within one object, as in link-time optimization, the assembler does. File-scope
// assembly does not work: LLVM's linker reads it before that and rejects equal symbols, too.)
#if defined(__ELF__) && defined(__GNUC__)
#define SL_SHARED __attribute__((weak))
#define SL_STRING_OF(tokens) #tokens
#define SL_ONE_VERSION_OF(symbol, version)                                            \
  __asm__ volatile(".ifndef " symbol "\n.globl " symbol "\n.set " symbol ", " version \
                   "\n.else\n.if " symbol " - " version "\n.error \"" symbol "\"\n.endif\n.endif")
#define SL_ONE_VERSION_IN(version)                                                     \
  SL_ONE_VERSION_OF("sl_two_versions_of_the_seedlite_runtime_export_all_models_again", \
                    SL_STRING_OF(version))
#define SL_ONE_VERSION() SL_ONE_VERSION_IN(SL_RUNTIME_VERSION)
#else
#define SL_SHARED
#define SL_ONE_VERSION() ((void)0)
#endif

#endif
