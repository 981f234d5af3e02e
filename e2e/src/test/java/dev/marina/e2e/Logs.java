package dev.marina.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the installation's processes have written since: for who wants to know why a test failed where nobody can look afterwards.
final class Logs {

    private static final Pattern COLOURS = Pattern.compile("\u001B\\[[0-9;]*m");
    private static final Pattern WARNING = Pattern.compile("\\b(WARN|WARNING|ERROR|SEVERE)\\b");
    /// Who wrote it and when, in Payara's and Keycloak's forms.
    private static final Pattern FRONT_MATTER = Pattern.compile("^(time=\\S+ |\\[20.* \\[levelValue: \\d+\\] |20\\S+ \\S+ )");
    private static final int MOST_LINES = 8;
    private static final int LONGEST_LINE = 240;
    private static final int MOST_BYTES = 4 << 20;

    private final Path directory;
    private final Map<Path, Long> before;

    private Logs(Path directory) {
        this.directory = directory;
        try (Stream<Path> files = Files.list(directory)) {
            before = files.collect(Collectors.toMap(file -> file, file -> file.toFile().length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Logs fromNow(Path directory) {
        return new Logs(directory);
    }

    /// The last warnings and errors of each process, in the order of their names.
    List<String> warnings() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().flatMap(file -> last(warnings(file, written(file)))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> last(List<String> lines) {
        return lines.stream().skip(Math.max(0, lines.size() - MOST_LINES));
    }

    static List<String> warnings(Path file, String text) {
        // Payara writes what is longer than a line between brackets, from the next line on.
        return COLOURS.matcher(text).replaceAll("").replace("[[\n", "").lines().filter(line -> WARNING.matcher(line).find())
                .map(line -> FRONT_MATTER.matcher(line).replaceFirst("").strip())
                .map(line -> file.getFileName() + ": " + line.substring(0, Math.min(LONGEST_LINE, line.length()))).distinct().toList();
    }

    private String written(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long from = Math.max(before.getOrDefault(file, 0L), channel.size() - MOST_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, channel.size() - from));
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
                // Until all is read.
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
