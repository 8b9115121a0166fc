// The model, in flash, and in RAM TFLM's arena, of ARENA_BYTES, and what SetDecompressionMemory gets.
  .section .rodata.model, "a", %progbits
  .balign 16
  .global model_data
model_data:
  .incbin MODEL

  .balign 4
  .global arena_bytes
arena_bytes:
  .long ARENA_BYTES
  .global decompression_bytes
decompression_bytes:
  .long DECOMPRESSION_BYTES

  .section .bss.arena, "aw", %nobits
  .balign 16
  .global arena
arena:
  .space ARENA_BYTES

  .section .bss.decompression, "aw", %nobits
  .balign 16
  .global decompression
decompression:
  .space DECOMPRESSION_BYTES
