// The model, in flash, and TFLM's arena, of ARENA_BYTES, in RAM.
  .section .rodata.model, "a", %progbits
  .balign 16
  .global model_data
model_data:
  .incbin MODEL

  .balign 4
  .global arena_bytes
arena_bytes:
  .word ARENA_BYTES

  .section .bss.arena, "aw", %nobits
  .balign 16
  .global arena
arena:
  .space ARENA_BYTES
