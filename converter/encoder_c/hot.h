// Functions marked SL_HOT are also built for AVX2 where the loader can choose by the machine. AVX2
// does not include fused multiply-add: both builds give the same results.
#ifndef SEEDLITE_HOT_H
#define SEEDLITE_HOT_H

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define SL_HOT __attribute__((target_clones("avx2", "default")))
#else
#define SL_HOT
#endif

#endif
