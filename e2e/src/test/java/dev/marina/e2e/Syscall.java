package dev.marina.e2e;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// A program (ELF, x86-64) that makes one system call with the arguments 1 and 0, and ends with the number of the error.
///
/// @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html">the header of a program</a>
final class Syscall {

    static final int SCHED_YIELD = 24;

    private static final int BASE = 0x400000;
    private static final int HEADERS = 64 + 56;

    private Syscall() {}

    static byte[] of(int number) {
        byte[] code = code(number);
        ByteBuffer program = ByteBuffer.allocate(HEADERS + code.length).order(ByteOrder.LITTLE_ENDIAN);
        program.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1}).position(16);
        program.putShort((short) 2).putShort((short) 62).putInt(1).putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(0);
        program.putShort((short) 64).putShort((short) 56).putShort((short) 1).putShort((short) 0).putShort((short) 0).putShort((short) 0);
        // One segment, the whole file, to be read and run.
        program.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE).putLong(program.capacity()).putLong(program.capacity()).putLong(4096);
        return program.put(code).array();
    }

    private static byte[] code(int number) {
        return HexFormat.of().parseHex("b8%08x".formatted(Integer.reverseBytes(number)) // mov eax, number
                + "bf01000000" // mov edi, 1
                + "31f6" // xor esi, esi
                + "0f05" // syscall
                + "f7d8" // neg eax
                + "89c7" // mov edi, eax
                + "b83c000000" // mov eax, exit
                + "0f05"); // syscall
    }
}
