package dev.marina.linux.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The images without which no pod can run or be tried. Their programs are this machine's, static and of its kind of processor.
public enum BuiltinImage {
    /// What holds a pod's namespaces: the engine's own init, which reaps orphans (as the first process of a pod that shares its process
    /// namespace must) and passes on the signal that ends it, over a program that sleeps.
    PAUSE(Program.INIT, Program.BUSYBOX) {
        @Override
        byte[] archive(List<String> tags, Map<String, String> labels) throws IOException {
            byte[] root = new ImageArchive.Tar().file("pause", 0755, Program.INIT.bytes()).file("busybox", 0755, Program.BUSYBOX.bytes()).bytes();
            return ImageArchive.of(tags, labels, List.of("/pause", "--", "/busybox", "sleep", "infinity"), List.of(), List.of(PATH), root);
        }
    },
    /// A shell, and a link for each of busybox's programs.
    BUSYBOX(Program.BUSYBOX) {
        @Override
        byte[] archive(List<String> tags, Map<String, String> labels) throws IOException {
            ImageArchive.Tar root = new ImageArchive.Tar();
            for (String directory : List.of("bin", "etc", "proc", "sys", "dev", "var", "home")) {
                root.directory(directory, 0755);
            }
            root.directory("tmp", 01777).directory("root", 0700).directory("var/spool", 0755).directory("var/www", 0755);
            root.link("sbin", "bin").directory("usr", 0755).link("usr/bin", "../bin").link("usr/sbin", "../bin");
            root.file("bin/busybox", 0755, Program.BUSYBOX.bytes());
            for (String applet : applets()) {
                root.link("bin/" + applet, "busybox");
            }
            root.file("etc/passwd", 0644, utf8("root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n"));
            root.file("etc/group", 0644, utf8("root:x:0:\nnogroup:x:65534:\n"));
            return ImageArchive.of(tags, labels, List.of(), List.of("sh"), List.of(PATH), root.bytes());
        }
    },
    /// What answers for a cluster's Ingresses: Debian's nginx with the libraries that it names and its module for connections, and a shell
    /// that has it take up its configuration and asks pods whether they serve.
    INGRESS(Program.NGINX, Program.STREAM, Program.BUSYBOX) {
        @Override
        byte[] archive(List<String> tags, Map<String, String> labels) throws IOException {
            ImageArchive.Tar root = new ImageArchive.Tar();
            for (String directory : List.of("bin", "etc", "proc", "sys", "dev", "config", "usr", "usr/share", "usr/share/nginx", "lib64")) {
                root.directory(directory, 0755);
            }
            root.directory("tmp", 01777);
            for (Path library : SharedLibraries.of(Program.NGINX.file())) {
                root.file(library.toString().substring(1), 0755, Files.readAllBytes(library));
            }
            root.file("bin/nginx", 0755, Program.NGINX.bytes()).file("bin/busybox", 0755, Program.BUSYBOX.bytes());
            root.file("usr/lib/nginx/modules/ngx_stream_module.so", 0644, Program.STREAM.bytes());
            for (String applet : List.of("sh", "mkdir", "mkfifo", "rm", "ls", "cat", "ps", "mv", "sed", "head", "nc", "timeout", "true")) {
                root.link("bin/" + applet, "busybox");
            }
            root.file("etc/passwd", 0644, utf8("root:x:0:0:root:/:/bin/false\nnginx:x:101:101:nginx:/:/bin/false\n"));
            root.file("etc/group", 0644, utf8("root:x:0:\nnginx:x:101:\n"));
            root.file("ingress", 0755, script());
            return ImageArchive.of(tags, labels, List.of("/bin/sh", "/ingress"), List.of(), List.of(PATH), root.bytes());
        }

        @Override
        String more() throws IOException {
            StringBuilder more = new StringBuilder(" " + Arrays.hashCode(script()));
            for (Path library : SharedLibraries.of(Program.NGINX.file())) {
                more.append(' ').append(library.getFileName()).append(' ').append(Files.size(library));
            }
            return more.toString();
        }

        private byte[] script() throws IOException {
            try (InputStream script = BuiltinImage.class.getResourceAsStream("ingress.sh")) {
                return script.readAllBytes();
            }
        }
    };

    /// By this label an image is known to be built here, so that no registry is asked for a newer one. Its value is the image's name.
    public static final String LABEL = "dev.marina.image";

    /// Rises with what is said above.
    private static final int EDITION = 4;
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final List<Program> programs;

    BuiltinImage(Program... programs) {
        this.programs = List.of(programs);
    }

    /// One of the machine's.
    private enum Program {
        INIT("docker-init is missing: it comes with the container engine", "/usr/bin/docker-init", "/usr/libexec/docker/docker-init"),
        BUSYBOX("busybox is missing: apt-get install busybox-static", "/usr/bin/busybox", "/bin/busybox"),
        NGINX("nginx is missing: apt-get install nginx", "/usr/sbin/nginx"),
        STREAM("nginx's module for connections is missing: apt-get install libnginx-mod-stream", "/usr/lib/nginx/modules/ngx_stream_module.so");

        private final String missing;
        private final List<Path> places;

        Program(String missing, String... places) {
            this.missing = missing;
            this.places = Stream.of(places).map(Path::of).toList();
        }

        private Path file() throws IOException {
            return places.stream().filter(Files::isReadable).findFirst().orElseThrow(() -> new IOException(missing));
        }

        private byte[] bytes() throws IOException {
            return Files.readAllBytes(file());
        }
    }

    /// Such as `pause`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The name under which pods are given it.
    public String tag() {
        return "marina/" + text() + ":1";
    }

    /// What decides what it holds. Another text is another image. Throws where one of its programs is missing, with the remedy.
    public String recipe() throws IOException {
        StringBuilder recipe = new StringBuilder(text()).append(' ').append(EDITION);
        for (Program program : programs) {
            recipe.append(' ').append(Files.size(program.file())).append(' ').append(Files.getLastModifiedTime(program.file()));
        }
        return recipe.append(more()).toString();
    }

    /// What decides beside programs.
    String more() throws IOException {
        return "";
    }

    /// In the form that engines load, under its tag and `latest`. Throws where one of its programs is missing, with the remedy.
    ///
    /// @param labels beside [#LABEL]
    public byte[] archive(Map<String, String> labels) throws IOException {
        Map<String, String> all = new HashMap<>(labels);
        all.put(LABEL, text());
        return archive(List.of(tag(), "marina/" + text() + ":latest"), all);
    }

    abstract byte[] archive(List<String> tags, Map<String, String> labels) throws IOException;

    private static List<String> applets() throws IOException {
        Process listing = new ProcessBuilder(Program.BUSYBOX.file().toString(), "--list").redirectErrorStream(true).start();
        try (Stream<String> lines = listing.inputReader().lines()) {
            return lines.map(String::strip).filter(name -> name.matches("[a-z0-9\\[_.-]+") && !name.equals("busybox")).toList();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
