"""Names of generated files and functions."""

import re
from pathlib import Path

from seedlite.errors import UsageError

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
RUNTIMES_OWN = re.compile(r"sl|sl_.*|seedlite.*")

# A generated NAME.h would hide these headers, or a target NAME replace these libraries. Lower case,
# as some file systems ignore case.
HEADERS = {
    "C and C++": """assert complex ctype errno fenv float inttypes iso646 limits locale math new
        setjmp signal stdalign stdarg stdatomic stdbit stdbool stdckdint stddef stdfix stdint stdio
        stdlib stdnoreturn string tgmath threads time uchar wchar wctype""",
    "POSIX, C libraries and compilers": """acc_prof aio aliases alloca ar argp argz arm_acle
        arm_bf16 arm_cde arm_cmse arm_fp16 arm_mve arm_mve_types arm_neon arm_sve atomic backtrace
        byteswap cet cpio cpuid devctl direct dirent dlfcn elf endian envlock envz err error
        execinfo fastmath fcntl features fmtmsg fnmatch fstab fts ftw gconv gcov getopt glob grp
        gshadow iconv ieeefp ifaddrs immintrin io ioctl langinfo lastlog libgen libintl link
        mach malloc mcheck memory mm3dnow mm_malloc mmintrin mntent monetary mqueue ndbm netdb
        newlib nl_types nss obstack omp openacc paths picolibc poll printf proc_service process
        pthread pty pwd quadmath quadmath_weak re_comp reent regdef regex regexp resolv sched search
        semaphore sgtty shadow spawn stab stdio_ext strings stropts sys syscall sysexits syslimits
        syslog tar termio termios thread_db trace ttyent ucontext ulimit unctrl unistd unwind utime
        utmp utmpx values varargs wait windows winsock2 wordexp""",
    "Arduino": """arduino arduinoble arduinojson avr binary ble bluetoothserial can cdc client
        delay dtostrf eeprom ethernet ethernetudp firmata fs hardwareserial hid httpclient i2s
        interrupts ipaddress itoa keyboard liquidcrystal littlefs mouse pdm pgmspace
        pins_arduino pluggableusb preferences print printable rtc rtczero sd scheduler sdcard server
        servo softwareserial spi spiffs stepper stream ticker tone udp update usb usbapi usbcore
        usbdesc usbhost variant wcharacter webserver wifi wificlient wifinina wifiudp wire
        wiring wiring_analog wiring_constants wiring_digital wiring_private wiring_shift wstring""",
    "microcontrollers' software": """
        arm_math autoconf board boards bsp cmsis_armclang cmsis_compiler
        cmsis_gcc cmsis_iccarm cmsis_os cmsis_os2 cmsis_version config croutine device event_groups
        freertos freertosconfig gpio hal init kernel kernel_includes list main mbed message_buffer
        mpu_wrappers nrf pico portable portmacro projdefs queue sam sdkconfig semphr soc
        stack_macros stdinc stm32 stream_buffer system task tasks timers toolchain uart version
        zephyr""",
    "libraries": "c dl g gcc m nano nosys rdimon rt stdcxx supcxx util",
    "build systems": """all app check clean debug depend doc edit_cache example flash guiconfig help
        install list_install_components menuconfig package package_source preinstall ram_report
        rebuild_cache rom_report run test tests uninstall west""",
}
RESERVED = {name: owner for owner, names in HEADERS.items() for name in names.split()}


def check_name(name: str, remedy: str = "choose another with `name`") -> None:
    """Raises UsageError unless `name` is valid for files and functions."""
    if not IDENTIFIER.fullmatch(name):
        raise UsageError(
            f"'{name}' is no name for C functions; use lower-case letters, digits and underscores"
        )
    if RUNTIMES_OWN.fullmatch(name):
        raise UsageError(
            f"the name '{name}' would collide with seedlite's own files and functions, which begin "
            f"with sl_ and seedlite; {remedy}"
        )
    if name in RESERVED:
        raise UsageError(
            f"the name '{name}' is taken: {name}.h, or a target or library of that name, belongs "
            f"to others ({RESERVED[name]}); {remedy}, such as '{name}_net'"
        )


def c_name(source: str) -> str:
    """Returns a name for C functions, made from a file's name."""
    name = re.sub(r"[^a-z0-9]+", "_", Path(source).stem.lower()).strip("_")
    return name if name[:1].isalpha() else f"model_{name}".rstrip("_")
