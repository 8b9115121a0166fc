// SPDX-License-Identifier: Apache-2.0
// Features of the target core, the compiler and its options.
#ifndef SEEDLITE_TARGET_H
#define SEEDLITE_TARGET_H

#if defined(__BYTE_ORDER__) && defined(__ORDER_BIG_ENDIAN__) && \
    __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#error "seedlite needs a little-endian target: models are little-endian"
#endif

// Assembly takes three forms, so that no compiler option can leave it without registers:
// - Single inline instructions whose operands the compiler chooses (SL_INSTRUCTIONS).
// - Short inline sequences of at most eight operands that the compiler chooses.
// - Loops that need more are naked functions (SL_ASSEMBLY), which save the registers they use. They
//   are called like any function, so options for prologues, frame pointers, instrumentation,
//   position-independent code or the floating-point ABI do not affect them.
// Each has an equivalent in C; -DSL_NO_ASSEMBLY selects C everywhere.
#if defined(__GNUC__) && defined(__arm__) && !defined(SL_NO_ASSEMBLY)
#define SL_INSTRUCTIONS 1
#else
#define SL_INSTRUCTIONS 0
#endif

#ifdef __has_attribute
#define SL_HAS_ATTRIBUTE(attribute) __has_attribute(attribute)
#else
#define SL_HAS_ATTRIBUTE(attribute) 0
#endif

// Naked functions need a compiler that does not optimize by their empty bodies: GCC 8 or later
// (noipa), or clang. They use r9, which position-independent code may reserve, and have no landing
// pads for branch target identification.
#if SL_INSTRUCTIONS && defined(__thumb__) && SL_HAS_ATTRIBUTE(naked) &&                          \
    (SL_HAS_ATTRIBUTE(noipa) || defined(__clang__)) && !defined(__PIC__) && !defined(__pic__) && \
    !defined(__ARM_RWPI) && !defined(__ARM_FEATURE_BTI_DEFAULT)
#define SL_ASSEMBLY 1
#else
#define SL_ASSEMBLY 0
#endif

#if SL_HAS_ATTRIBUTE(noipa)
#define SL_OPAQUE noipa
#else
#define SL_OPAQUE noinline
#endif
#if SL_HAS_ATTRIBUTE(no_profile_instrument_function)
#define SL_UNPROFILED no_profile_instrument_function
#else
#define SL_UNPROFILED unused
#endif
#if SL_HAS_ATTRIBUTE(no_stack_protector)
#define SL_UNPROTECTED no_stack_protector
#else
#define SL_UNPROTECTED unused
#endif

// A function written in assembly; its arguments are in r0 to r3 and on the stack (AAPCS).
#define SL_NAKED                                                                                   \
  static __attribute__((naked, noinline, unused, no_instrument_function, SL_OPAQUE, SL_UNPROFILED, \
                        SL_UNPROTECTED))

// The DSP extension (Cortex-M4, M7, M33, M55): two products of int16 in one instruction. For tests
// on a host, its kernels also compile without it: C replaces the instructions.
#if defined(__ARM_FEATURE_DSP) || defined(SL_EMULATE_DSP)
#define SL_DSP 1
#else
#define SL_DSP 0
#endif

#if defined(__ARM_FEATURE_DSP) && SL_INSTRUCTIONS
#define SL_DSP_INSTRUCTIONS 1
#else
#define SL_DSP_INSTRUCTIONS 0
#endif

#if defined(__ARM_FEATURE_DSP) && SL_ASSEMBLY
#define SL_DSP_ASSEMBLY 1
#else
#define SL_DSP_ASSEMBLY 0
#endif

// Vectors of 16 bytes (M-profile Vector Extension, Cortex-M55): kernels in sl_mve_*. Bit 0 of
// __ARM_FEATURE_MVE stands for integer vectors.
#if defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 1)
#define SL_MVE 1
#else
#define SL_MVE 0
#endif

// Cores without multiply-accumulate and 64-bit products (Cortex-M0, M0+, M23). For tests, their
// kernels also compile elsewhere.
#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__) || defined(SL_EMULATE_BASELINE)
#define SL_BASELINE 1
#else
#define SL_BASELINE 0
#endif

#if (defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)) && SL_ASSEMBLY
#define SL_BASELINE_ASSEMBLY 1
#else
#define SL_BASELINE_ASSEMBLY 0
#endif

// For functions that are specialized for each value of a constant argument.
#ifdef __GNUC__
#define SL_ALWAYS_INLINE static inline __attribute__((always_inline))
#else
#define SL_ALWAYS_INLINE static inline
#endif

// A pointer to the start of a word.
#ifdef __GNUC__
#define SL_AT_WORD(pointer) __builtin_assume_aligned(pointer, 4)
#else
#define SL_AT_WORD(pointer) (pointer)
#endif

// For loops that need all registers.
#ifdef __GNUC__
#define SL_NEVER_INLINE static __attribute__((noinline))
#else
#define SL_NEVER_INLINE static
#endif

#endif
