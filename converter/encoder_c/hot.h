// Functions marked SL_HOT are built for AVX2 too where the loader can choose by the machine. (AVX2
// alone has no fused multiply-add: both builds give the same results.)
#ifndef SEEDLITE_HOT_H
#define SEEDLITE_HOT_H

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define SL_HOT __attribute__((target_clones("avx2", "default")))
#else
#define SL_HOT
#endif

#endif
