package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// What the engine calls instead of `runc`, which it is but for one thing: containers may not make the system calls of io_uring, of whose
/// faults in the kernel many have been ways out of a container. Engines from 25 on leave them out of what they allow, Debian 12's does not.
/// Taking them out of the engine's own list keeps all else of it as that release has it.
record ContainerStart(Path script) {
    private static final String NAME = "marina";

    /// The list is in the container's configuration as `"names":["accept", …]`; what a tenant writes there has its quotes escaped.
    private static final String TEXT = """
            #!/bin/sh
            for word; do
                if [ "$before" = --bundle ]; then
                    sed -i -e ':again' -e 's/\\("names":\\[[^]]*\\)"io_uring_[a-z]*",/\\1/' -e 't again' \\
                        -e ':last' -e 's/\\("names":\\[[^]]*\\),"io_uring_[a-z]*"/\\1/' -e 't last' "$word/config.json" || exit 1
                fi
                before=$word
            done
            exec runc "$@"
            """;

    /// May be called twice.
    void write() throws IOException {
        Path fresh = Files.writeString(script.resolveSibling(script.getFileName() + ".new"), TEXT);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
        Files.move(fresh, script, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /// Of the engine. Containers from before keep what they were started by, which it knows too.
    List<String> options() {
        return List.of("--add-runtime=%s=%s".formatted(NAME, script), "--default-runtime=" + NAME);
    }
}
