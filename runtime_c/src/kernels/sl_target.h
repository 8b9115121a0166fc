// What the core that is compiled for can do.
#ifndef SEEDLITE_TARGET_H
#define SEEDLITE_TARGET_H

// The DSP extension (Cortex-M4, M7, M33, M55): two products of int16 in one instruction. Its
// kernels also compile without it, with C in the place of the instructions: for tests on a host.
#if defined(__ARM_FEATURE_DSP) || defined(SL_EMULATE_DSP)
#define SL_DSP 1
#else
#define SL_DSP 0
#endif

// Vectors of 16 bytes (M-profile Vector Extension, Cortex-M55): kernels in mve/.
#ifdef __ARM_FEATURE_MVE
#define SL_MVE 1
#else
#define SL_MVE 0
#endif

// Cores whose multiplication gives 32 bits and does not add (Cortex-M0, M0+, M23). Also compiles
// elsewhere, for tests.
#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__) || defined(SL_EMULATE_BASELINE)
#define SL_BASELINE 1
#else
#define SL_BASELINE 0
#endif

// For functions that are written once and compiled for each value of a constant argument.
#define SL_ALWAYS_INLINE static inline __attribute__((always_inline))

// For loops that want all registers to themselves.
#define SL_NEVER_INLINE static __attribute__((noinline))

#endif
