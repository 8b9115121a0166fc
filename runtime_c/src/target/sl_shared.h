// SPDX-License-Identifier: Apache-2.0
// How several models share the runtime. Two exported libraries in one firmware bring it twice:
// equal copies become one, copies of different versions do not link.
#ifndef SEEDLITE_SHARED_H
#define SEEDLITE_SHARED_H

// In an exported library, a digest of the runtime's sources (32 bits). 0: not exported.
#define SL_RUNTIME_VERSION 0

// At the definition of every function that other files call; never at a declaration, which would
// ask for a function that may be missing. Weak functions are not inlined in their own file.
//
// SL_ONE_VERSION() in a function that every firmware has: no instruction, but an absolute symbol
// whose value is the version. Linkers take equal ones for one, and say the symbol's name where they
// differ. (Within an object, as of link-time optimization, the assembler says it. File-scope
// assembly would not do: LLVM's linker sees it there before that, and refuses equal ones too.)
#ifdef __ELF__
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
