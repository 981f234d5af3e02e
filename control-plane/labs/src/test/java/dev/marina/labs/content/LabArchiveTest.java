package dev.marina.labs.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What comes out of archives, and what of those that were made to do harm does not.
class LabArchiveTest {

    private static final byte[] TEXT = "hello\n".getBytes(StandardCharsets.UTF_8);

    /// Writes tar archives as they should not be.
    private static final class Tar {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Tar entry(String name, char kind, byte[] content, long size) throws IOException {
            byte[] header = new byte[512];
            put(header, 0, name);
            put(header, 100, "0000644");
            put(header, 124, "%011o".formatted(size));
            put(header, 136, "00000000000");
            Arrays.fill(header, 148, 156, (byte) ' ');
            header[156] = (byte) kind;
            put(header, 157, kind == '2' ? "/etc/passwd" : "");
            put(header, 257, "ustar");
            put(header, 263, "00");
            long sum = 0;
            for (byte each : header) {
                sum += each & 0xff;
            }
            put(header, 148, "%06o\0 ".formatted(sum));
            bytes.write(header);
            bytes.write(content);
            bytes.write(new byte[(512 - content.length % 512) % 512]);
            return this;
        }

        Tar file(String name) throws IOException {
            return entry(name, '0', TEXT, TEXT.length);
        }

        private static void put(byte[] header, int at, String text) {
            byte[] value = text.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(value, 0, header, at, value.length);
        }

        byte[] packed() throws IOException {
            return gzip(bytes.toByteArray(), new byte[1024]);
        }
    }

    private static byte[] gzip(byte[]... parts) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            for (byte[] part : parts) {
                out.write(part);
            }
        }
        return packed.toByteArray();
    }

    private static byte[] zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(packed)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return packed.toByteArray();
    }

    private static String refused(byte[] archive) {
        return assertThrows(UnusableArchive.class, () -> LabArchive.unpacked(archive)).getMessage();
    }

    @Test
    void filesOfATarAndOfAZipAreThereByTheirNames() throws Exception {
        assertEquals(Set.of("paint/lab.yaml", "paint/en.md"), LabArchive.unpacked(
                new Tar().entry("./paint/", '5', new byte[0], 0).file("./paint/lab.yaml").file("paint/en.md").packed()).keySet());
        Map<String, byte[]> unzipped = LabArchive.unpacked(zip(Map.of("paint/", new byte[0], "paint/lab.yaml", TEXT)));
        assertEquals("hello\n", new String(unzipped.get("paint/lab.yaml"), StandardCharsets.UTF_8));
    }

    @Test
    void longNamesOfPaxAndGnuAreRead() throws Exception {
        String longName = "labs/" + "x".repeat(120) + "/lab.yaml";
        byte[] gnu = (longName + "\0").getBytes(StandardCharsets.UTF_8);
        String attribute = " path=" + longName + "\n";
        byte[] pax = ((attribute.length() + 3) + attribute).getBytes(StandardCharsets.UTF_8);
        assertEquals(Set.of(longName), LabArchive.unpacked(new Tar().entry("@LongLink", 'L', gnu, gnu.length).file("cut").packed()).keySet());
        assertEquals(Set.of(longName), LabArchive.unpacked(new Tar().entry("pax", 'x', pax, pax.length).file("cut").packed()).keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/cron.d/x", "../lab.yaml", "a/../../lab.yaml", "a\\..\\b", "a/\u0007b"})
    void namesThatLeadElsewhereAreRefused(String name) throws IOException {
        assertTrue(refused(new Tar().file(name).packed()).contains("names must lie below the archive's root"));
        assertTrue(refused(zip(Map.of(name, TEXT))).contains("names must lie below the archive's root"));
    }

    @ParameterizedTest
    @CsvSource({"1, has the link", "2, has the link", "3, which is a device", "4, which is a device", "6, which is a device", "S, which is a device"})
    void linksAndDevicesAreRefused(char kind, String why) throws IOException {
        String message = refused(new Tar().entry("paint/en.md", kind, new byte[0], 0).packed());
        assertTrue(message.contains(why) && message.contains("paint/en.md"), message);
    }

    @Test
    void aBombIsPutOutAtItsBound() throws IOException {
        byte[] zeros = new byte[64 << 20];
        assertTrue(refused(gzip(new Tar().entry("x", '0', new byte[0], zeros.length).bytes.toByteArray(), zeros)).contains("when it is unpacked"));
        assertTrue(refused(zip(Map.of("x", zeros))).contains("when it is unpacked"));
        assertTrue(refused(new byte[LabArchive.MOST_PACKED_BYTES + 1]).contains("it must have 262144 at most"));
        Tar many = new Tar();
        for (int i = 0; i <= LabArchive.MOST_FILES; i++) {
            many.entry("d" + i + "/", '5', new byte[0], 0);
        }
        assertTrue(refused(many.packed()).contains("more than 1000 files"));
    }

    @Test
    void whatIsNotWholeOrNoArchiveIsSaid() throws IOException {
        byte[] whole = new Tar().file("paint/lab.yaml").packed();
        assertTrue(refused(Arrays.copyOf(whole, whole.length / 2)).startsWith("is not whole"));
        assertTrue(refused(gzip(new byte[] {1}, new byte[1024])).contains("is no tar archive"));
        assertTrue(refused(new Tar().entry("x", '0', TEXT, 1 << 20).packed()).startsWith("is not whole"));
        assertEquals("is neither a .tar.gz nor a .zip", refused("lab.yaml".getBytes(StandardCharsets.UTF_8)));
        assertTrue(refused(new Tar().file("a").file("a").packed()).contains("twice"));
        assertTrue(assertThrows(UnusableArchive.class, () -> LabArchive.unpacked("%%%")).getMessage().startsWith("is not Base64"));
    }
}
