package dev.marina.agent.image;

import dev.marina.agent.runtime.ContainerImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The images without which no pod can run or be tried: `marina/pause` and `marina/busybox`. Loaded when they are missing, so
/// that an engine whose data was lost works again.
public final class BuiltinImages {

    public static final String PAUSE = "marina/pause:1";
    private static final String BUSYBOX = "marina/busybox:1";
    private static final Logger LOG = LoggerFactory.getLogger(BuiltinImages.class);
    private static final List<Path> BUSYBOX_PROGRAMS = List.of(Path.of("/usr/bin/busybox"), Path.of("/bin/busybox"));
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// A static program without libc: waits for signals, reaps orphans (as the first process of a pod that shares its process
    /// namespace must), ends at SIGTERM and SIGINT. 528 bytes of x86-64, made by
    /// `gcc -static -nostdlib -Os -s -fno-stack-protector -fno-asynchronous-unwind-tables -Wl,--build-id=none
    /// -Wl,-z,noseparate-code -Wl,-z,norelro` from a loop over the system calls rt_sigprocmask, rt_sigtimedwait and wait4.
    private static final String PAUSE_PROGRAM = """
            f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAsABAAAAAAABAAAAAAAAAAFABAAAAAAAAAAAAAEAAOAACAEAAAwACAAEAAAAFAAAAAAAAAAAAAAAAAE
            AAAAAAAAAAQAAAAAAAPQEAAAAAAAA9AQAAAAAAAAAQAAAAAAAAUeV0ZAYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
            AAAAEAAAAAAAAABBVTHSQboIAAAAuA4AAABBVEiJ11VTSMdEJPj/////TI1EJPhMicYPBbuAAAAAMfa9PQAAAEmDzP9BuTwAAABBvQEAAABBug
            gAAABIidhMicdIifIPBUiD+BF1FUUx0kiJ6EyJ50yJ6g8FSIXAf+3r1EiD+A90BkiD+AJ1yEUx0kyJyEiJ90iJ8g8F67gALnNoc3RydGFiAC50
            ZXh0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAsAAAABAAAABgAAAA
            AAAACwAEAAAAAAALAAAAAAAAAAjQAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAABAAAAAwAAAAAAAAAAAAAAAAAAAAAAAAA9AQAAAAAA
            ABEAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAA
            """;

    private final ContainerImages images;

    public BuiltinImages(ContainerImages images) {
        this.images = images;
    }

    /// May be called twice.
    public void ensure() {
        if (images.find(PAUSE).isEmpty()) {
            images.load(new ByteArrayInputStream(pause()));
            LOG.atInfo().addKeyValue("image", PAUSE).log("image loaded");
        }
        if (images.find(BUSYBOX).isEmpty()) {
            busybox().ifPresent(archive -> {
                images.load(new ByteArrayInputStream(archive));
                LOG.atInfo().addKeyValue("image", BUSYBOX).log("image loaded");
            });
        }
    }

    private static byte[] pause() {
        byte[] program = Base64.getMimeDecoder().decode(PAUSE_PROGRAM);
        byte[] rootfs = new ImageArchive.Tar().file("pause", 0755, program).bytes();
        return ImageArchive.of(List.of(PAUSE, "marina/pause:latest"), Map.of("dev.marina.image", "pause"), List.of("/pause"), List.of(),
                List.of(PATH), rootfs);
    }

    private static Optional<byte[]> busybox() {
        Optional<Path> program = BUSYBOX_PROGRAMS.stream().filter(Files::isExecutable).findFirst();
        if (program.isEmpty()) {
            LOG.atWarn().addKeyValue("image", BUSYBOX).log("image not built, the Debian package busybox-static is not installed");
            return Optional.empty();
        }
        try {
            ImageArchive.Tar tar = new ImageArchive.Tar();
            for (String directory : List.of("bin", "etc", "proc", "sys", "dev", "var", "home")) {
                tar.directory(directory, 0755);
            }
            tar.directory("tmp", 01777).directory("root", 0700).directory("var/spool", 0755).directory("var/www", 0755);
            tar.link("sbin", "bin").directory("usr", 0755).link("usr/bin", "../bin").link("usr/sbin", "../bin");
            tar.file("bin/busybox", 0755, Files.readAllBytes(program.get()));
            for (String applet : applets(program.get())) {
                tar.link("bin/" + applet, "busybox");
            }
            tar.file("etc/passwd", 0644, text("root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n"));
            tar.file("etc/group", 0644, text("root:x:0:\nnogroup:x:65534:\n"));
            return Optional.of(ImageArchive.of(List.of(BUSYBOX, "marina/busybox:latest"), Map.of("dev.marina.image", "busybox"), List.of(),
                    List.of("sh"), List.of(PATH), tar.bytes()));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException("cannot make the image " + BUSYBOX, failure);
        }
    }

    private static List<String> applets(Path program) throws IOException {
        Process listing = new ProcessBuilder(program.toString(), "--list").redirectErrorStream(true).start();
        try (Stream<String> lines = listing.inputReader().lines()) {
            return lines.map(String::strip).filter(name -> name.matches("[a-z0-9\\[_.-]+") && !name.equals("busybox")).toList();
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
