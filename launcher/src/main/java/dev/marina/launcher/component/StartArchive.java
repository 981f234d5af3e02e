package dev.marina.launcher.component;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.marina.launcher.Json;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.account.Privileges;

/// The classes of one of our Java processes, parsed and linked once, and mapped by its later starts (HotSpot's class data sharing): half of
/// a start's processor time is spent on what is the same each time. The process notes by itself what it loads; the archive is made of that
/// by the same user, beside the running process. One that does not fit, for want of the same JDK or jars, is passed over by the JVM.
///
/// @param directory where archive and lists lie, as root names it
/// @param seen the same as the process names it
/// @param program names the program and its contents
public record StartArchive(Path directory, Path seen, String program) {
    private static final String LIST = "-XX:DumpLoadedClassList=";
    /// Bytes; a list of ours has about one million.
    private static final int LIST_AT_MOST = 8 << 20;
    private static final String ARCHIVE = "-XX:SharedArchiveFile=";

    /// The same for every start, so that a process is not replaced because its archive has been made since.
    List<String> options() {
        return List.of(ARCHIVE + seen.resolve(archive()), LIST + seen.resolve(list()), "-Xshare:auto", "-Xlog:cds=off", "-Xlog:aot=off");
    }

    private String archive() {
        return program + ".jsa";
    }

    private String list() {
        return program + ".loaded";
    }

    private String archivedList() {
        return program + ".archived";
    }

    /// May be called before each start. What earlier programs left goes.
    public void prepare(Privileges privileges) throws IOException {
        switch (privileges) {
            case Privileges.Root _ -> Ownership.directory(directory, Ownership.PRIVATE);
            case Privileges.Own own -> Ownership.tree(directory, own.account());
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(file -> !file.getFileName().toString().startsWith(program + ".")).toList()) {
                Files.delete(file);
            }
        }
    }

    /// Bytes of the list of what the running process has loaded so far.
    public long loaded() throws IOException {
        Path list = directory.resolve(list());
        return Files.exists(list) ? Files.size(list) : 0;
    }

    /// Bytes of the list that the archive was made of; 0 without an archive.
    public long archived() throws IOException {
        return Files.exists(directory.resolve(archive())) && Files.exists(directory.resolve(archivedList()))
                ? Files.size(directory.resolve(archivedList()))
                : 0;
    }

    /// Takes some seconds of a processor that nobody else wants. Interruptible.
    ///
    /// @param spec of the running process
    public void make(ProcessSpec spec) throws IOException, InterruptedException {
        String text = listed();
        // The process may be writing its last line.
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        Path from = directory.resolve(archivedList() + ".new");
        Path to = directory.resolve(archive() + ".new");
        switch (spec.privileges()) {
            case Privileges.Root _ -> Json.write(from, whole);
            case Privileges.Own own -> Ownership.file(from, whole, own.account());
        }
        ProcessBuilder builder = new ProcessBuilder(spec.privileges().taking(command(spec.command())))
                .directory(spec.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(spec.environment());
        Process making = builder.start();
        try {
            int code = making.waitFor();
            if (code != 0) {
                throw new IOException("the archive of %s was not made: java ended with %d".formatted(program, code));
            }
            Files.move(to, directory.resolve(archive()), StandardCopyOption.ATOMIC_MOVE);
            Files.move(from, directory.resolve(archivedList()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            making.destroyForcibly();
        }
    }

    /// The directory is the process's: a link that it puts there would have root read for it what it may not.
    private String listed() throws IOException {
        try (InputStream list = Files.newInputStream(directory.resolve(list()), LinkOption.NOFOLLOW_LINKS)) {
            return new String(list.readNBytes(LIST_AT_MOST), StandardCharsets.UTF_8);
        }
    }

    /// The process's own JVM options and class path, with another task.
    List<String> command(List<String> process) {
        List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
        process.subList(0, process.indexOf("-cp")).stream()
                .filter(option -> !option.startsWith(LIST) && !option.startsWith(ARCHIVE) && !option.equals("-Xshare:auto"))
                .forEach(command::add);
        command.addAll(List.of("-Xshare:dump", "-XX:+AOTClassLinking", "-XX:SharedClassListFile=" + seen.resolve(archivedList() + ".new"),
                ARCHIVE + seen.resolve(archive() + ".new"), "-cp", process.get(process.indexOf("-cp") + 1)));
        return command;
    }
}
