// The second boot stage. The boot ROM copies these 256 bytes from flash to RAM, checks the CRC in
// the last four and runs them. They make flash readable in place with the read command of every
// flash chip (03h, one bit wide), then start the program that follows as after a reset.
  .syntax unified
  .cpu cortex-m0plus
  .thumb

  .equ SSI, 0x18000000
  .equ CTRLR0, 0x00
  .equ CTRLR1, 0x04
  .equ SSIENR, 0x08
  .equ BAUDR, 0x14
  .equ SPI_CTRLR0, 0xF4
  .equ VTOR, 0xE000ED08
  .equ PROGRAM, 0x10000100

  .section .boot2, "ax"
  .global boot2
  .thumb_func
boot2:
  ldr r0, =SSI
  movs r1, #0
  str r1, [r0, #SSIENR]       // off while it is set up
  movs r1, #4
  str r1, [r0, #BAUDR]        // system clock / 4
  ldr r1, =0x001F0300         // 32-bit frames; write the command, then read
  str r1, [r0, #CTRLR0]
  movs r1, #0
  str r1, [r0, #CTRLR1]       // one frame at a time
  ldr r1, =0x03000218         // command 03h of 8 bits, 24 address bits, all one bit wide
  movs r2, #SPI_CTRLR0
  str r1, [r0, r2]
  movs r1, #1
  str r1, [r0, #SSIENR]
  ldr r0, =PROGRAM
  ldr r1, =VTOR
  str r0, [r1]
  ldr r1, [r0]
  msr msp, r1
  ldr r1, [r0, #4]
  bx r1
  .pool
  .org 252
  .word 0x729C0D88  // CRC-32 of the 252 bytes before it: polynomial 04C11DB7, start FFFFFFFF, not reflected
