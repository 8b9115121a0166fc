// Addresses of QEMU's machine virt.
#define UART 0x10000000u
#define CLINT 0x02000000u
#define CLINT_HZ 10000000u
