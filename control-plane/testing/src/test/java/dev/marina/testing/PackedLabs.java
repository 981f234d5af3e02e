package dev.marina.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Labs of somebody's own, packed as they are sent.
///
/// @param base64 a zip
record PackedLabs(String base64) {

    /// @param files their contents by their names
    static PackedLabs of(Map<String, String> files) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(packed)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PackedLabs(Base64.getEncoder().encodeToString(packed.toByteArray()));
    }

    /// Without what is only for tests.
    static PackedLabs of(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            Map<String, String> files = new LinkedHashMap<>();
            List<Path> shipped = all.filter(Files::isRegularFile).filter(file -> !file.endsWith("solution.sh") && !file.getParent().endsWith("mutants"))
                    .sorted()
                    .toList();
            for (Path file : shipped) {
                files.put(folder.relativize(file).toString(), Files.readString(file));
            }
            return of(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String source(String name) {
        return "{\"apiVersion\":\"learn.marina.dev/v1\",\"kind\":\"LabSource\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"archive\":\"%s\"}}".formatted(name,
                base64);
    }
}
