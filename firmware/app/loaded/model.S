// The model in flash and the arena in RAM, both sized at build time.
  .section .rodata.model, "a"
  .balign 16
  .global model_start
  .global model_end
model_start:
  .incbin SEEDLITE_MODEL
model_end:

  .section .bss.arena, "aw", %nobits
  .balign 16
  .global arena_start
  .global arena_end
arena_start:
  .space SEEDLITE_ARENA_BYTES
arena_end:
