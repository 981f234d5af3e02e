package dev.marina.builds;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// A chart that comes packed, from wherever a pod of the cluster can reach, or from among a chart's own files.
final class ChartArchive {

    private static final int MOST_PACKED = 16 << 20;
    private static final int MOST_PLAIN = 64 << 20;
    private static final int MILLIS = 30_000;
    private static final int SOME = 64 << 10;

    private ChartArchive() {}

    static Path fetch(String url, Path into) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(MILLIS);
        connection.setReadTimeout(MILLIS);
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new BuildFailure("%s answers %d".formatted(url, connection.getResponseCode()));
            }
            try (InputStream in = connection.getInputStream(); OutputStream out = Files.newOutputStream(into)) {
                if (copied(in, out, MOST_PACKED) > MOST_PACKED) {
                    throw new BuildFailure("%s has more than %d bytes".formatted(url, MOST_PACKED));
                }
            }
            return into;
        } catch (IOException e) {
            throw new BuildFailure("%s cannot be fetched: %s".formatted(url, e.getMessage()));
        } finally {
            connection.disconnect();
        }
    }

    /// Its one directory.
    static Path unpack(Path archive, Path into) throws IOException, InterruptedException {
        plain(archive);
        Files.createDirectories(into);
        Tool.spoken(Map.of("LC_ALL", "C"), List.of("tar", "--extract", "--gzip", "--no-same-owner", "--no-same-permissions", "--delay-directory-restore",
                "--file", archive.toString(), "--directory", into.toString()));
        try (Stream<Path> files = Files.list(into)) {
            List<Path> found = files.toList();
            if (found.size() != 1 || !Files.isDirectory(found.getFirst(), java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                throw new BuildFailure("%s is no chart's archive: it must have one directory".formatted(archive.getFileName()));
            }
            return found.getFirst();
        }
    }

    /// Before it lies anywhere: what is small can become large.
    private static void plain(Path archive) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
            if (copied(in, OutputStream.nullOutputStream(), MOST_PLAIN) > MOST_PLAIN) {
                throw new BuildFailure("%s has more than %d bytes when it is unpacked".formatted(archive.getFileName(), MOST_PLAIN));
            }
        } catch (java.util.zip.ZipException | java.io.EOFException e) {
            throw new BuildFailure("%s is no chart's archive: %s".formatted(archive.getFileName(), e.getMessage()));
        }
    }

    /// @return how many bytes came, more than `most` only when it stopped for that
    private static long copied(InputStream in, OutputStream out, long most) throws IOException {
        byte[] some = new byte[SOME];
        long all = 0;
        for (int read = in.read(some); read >= 0 && all <= most; read = in.read(some)) {
            out.write(some, 0, read);
            all += read;
        }
        return all;
    }
}
