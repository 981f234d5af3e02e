package dev.marina.linux.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// An image of one layer in the form that `docker load` reads, made in memory. The same input gives the same bytes, and so the
/// same image id.
final class ImageArchive {

    private static final String EPOCH = "1970-01-01T00:00:00Z";

    private ImageArchive() {}

    static byte[] of(List<String> tags, Map<String, String> labels, List<String> entrypoint, List<String> command, List<String> env, byte[] rootfs) {
        String config = """
                {"architecture":"%s","os":"linux","created":"%s","config":{"Entrypoint":%s,"Cmd":%s,"Env":%s,"Labels":%s},\
                "rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"%s"}]}"""
                .formatted(architecture(), EPOCH, array(entrypoint), array(command), array(env), object(labels), sha256(rootfs), EPOCH);
        byte[] configBytes = config.getBytes(StandardCharsets.UTF_8);
        String configName = sha256(configBytes) + ".json";
        String manifest = "[{\"Config\":\"%s\",\"RepoTags\":%s,\"Layers\":[\"layer.tar\"]}]".formatted(configName, array(tags));
        return new Tar().file(configName, 0644, configBytes).file("layer.tar", 0644, rootfs)
                .file("manifest.json", 0644, manifest.getBytes(StandardCharsets.UTF_8)).bytes();
    }

    /// The programs in it are this machine's.
    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private static String array(List<String> values) {
        return values.stream().map(value -> '"' + value + '"').collect(Collectors.joining(",", "[", "]"));
    }

    private static String object(Map<String, String> values) {
        return values.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(entry -> "\"%s\":\"%s\"".formatted(entry.getKey(), entry.getValue())).collect(Collectors.joining(",", "{", "}"));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Just enough of the ustar format: directories, files and symbolic links with short names, owned by root, from 1970.
    static final class Tar {

        private static final int BLOCK = 512;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Tar directory(String name, int mode) {
            return entry(name + "/", mode, '5', "", new byte[0]);
        }

        Tar file(String name, int mode, byte[] content) {
            return entry(name, mode, '0', "", content);
        }

        Tar link(String name, String target) {
            return entry(name, 0777, '2', target, new byte[0]);
        }

        byte[] bytes() {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(out.toByteArray());
            whole.writeBytes(new byte[2 * BLOCK]);
            return whole.toByteArray();
        }

        private Tar entry(String name, int mode, char type, String link, byte[] content) {
            byte[] header = new byte[BLOCK];
            put(header, 0, name);
            put(header, 100, "%07o".formatted(mode));
            put(header, 108, "0000000");
            put(header, 116, "0000000");
            put(header, 124, "%011o".formatted(content.length));
            put(header, 136, "00000000000");
            put(header, 148, "        ");
            header[156] = (byte) type;
            put(header, 157, link);
            put(header, 257, "ustar");
            put(header, 263, "00");
            int sum = 0;
            for (byte b : header) {
                sum += b & 0xFF;
            }
            put(header, 148, "%06o\0 ".formatted(sum));
            out.writeBytes(header);
            out.writeBytes(content);
            out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
            return this;
        }

        private static void put(byte[] header, int offset, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, header, offset, bytes.length);
        }
    }
}
