package dev.marina.net.cni;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the executable `marina-cni` into a directory: compiled from C where a compiler is found, else a script that starts
/// [CniMain].
public final class PluginExecutable {

    private static final Logger log = LoggerFactory.getLogger(PluginExecutable.class);
    private static final List<String> COMPILERS = List.of("tcc", "gcc", "cc", "clang");

    private PluginExecutable() {}

    /// May be called twice; an executable of the same source is kept.
    public static Path install(Path directory) {
        return install(directory, COMPILERS);
    }

    static Path install(Path directory, List<String> compilers) {
        Path executable = directory.resolve("marina-cni");
        try (InputStream stream = PluginExecutable.class.getResourceAsStream("marina-cni.c")) {
            byte[] source = stream.readAllBytes();
            CRC32 checksum = new CRC32();
            checksum.update(source);
            Path stamp = directory.resolve(".marina-cni." + Long.toHexString(checksum.getValue()));
            if (Files.exists(stamp) && Files.isExecutable(executable)) {
                return executable;
            }
            Files.createDirectories(directory);
            Path file = directory.resolve("marina-cni.c");
            Path fresh = directory.resolve("marina-cni.new");
            Files.write(file, source);
            if (!compiled(file, fresh, compilers)) {
                log.atWarn().addKeyValue("tried", compilers).log("no C compiler: the CNI plugin starts a JVM per call");
                Files.writeString(fresh, script());
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            } else {
                Files.writeString(stamp, "");
            }
            Files.deleteIfExists(file);
            Files.move(fresh, executable, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return executable;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot install the CNI plugin in " + directory, e);
        }
    }

    private static boolean compiled(Path source, Path target, List<String> compilers) throws IOException {
        for (String compiler : compilers) {
            try {
                Process process = new ProcessBuilder(compiler, "-O1", "-o", target.toString(), source.toString())
                        .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
                if (process.waitFor() == 0 && Files.isExecutable(target)) {
                    return true;
                }
            } catch (IOException _) {
                // not installed: the next one
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while compiling " + source);
            }
        }
        return false;
    }

    /// [CniMain] needs this component's classes only.
    private static String script() {
        String classes;
        try {
            classes = Path.of(PluginExecutable.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return """
                #!/bin/sh
                exec '%s/bin/java' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -cp '%s' dev.marina.net.cni.CniMain
                """.formatted(System.getProperty("java.home"), classes);
    }
}
