package dev.marina.launcher.supervisor;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.marina.launcher.Json;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.process.Linux;
import dev.marina.launcher.process.ProcessId;
import dev.marina.launcher.process.ProcessTable;

/// A few lines of shell that start the supervisor again when it is killed. Each of the two watches the other, so that one `kill -9`
/// ends neither. Under systemd there is none: systemd does it.
final class Guard {
    static final String NAME = "guard";

    private static final Logger log = LoggerFactory.getLogger(Guard.class);

    private final Layout layout;
    private final ProcessRecords records;
    private boolean dismissed;

    Guard(Layout layout, ProcessRecords records) {
        this.layout = layout;
        this.records = records;
    }

    /// Called by the supervisor, again and again: there is to be one, until it is dismissed.
    synchronized void ensure(ProcessId supervisor) throws IOException {
        if (dismissed || Boolean.getBoolean(Supervisor.BY_SYSTEMD) || living().isPresent()) {
            return;
        }
        Path script = layout.config("guard.sh");
        try (InputStream in = Guard.class.getResourceAsStream("/guard.sh")) {
            Json.write(script, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        Json.write(wanted(), "");
        List<String> command = new ArrayList<>(List.of("setsid", "--", "sh", script.toString(), wanted().toString(),
                Long.toString(supervisor.pid()), Long.toString(supervisor.startTicks())));
        command.addAll(ownCommand());
        Process started = new ProcessBuilder(command).directory(layout.home().toFile()).redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(layout.log(Supervisor.NAME).toFile())).start();
        ProcessId guard = ProcessTable.identify(started.pid()).orElseThrow(() -> new IOException("the guard ended at once"));
        records.put(NAME, new ProcessRecord(guard, "", System.currentTimeMillis()));
        log.atInfo().addKeyValue("pid", guard.pid()).log("guarded");
    }

    /// The words by which this very process was started.
    private static List<String> ownCommand() throws IOException {
        String words = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
        return Arrays.asList(words.substring(0, words.length() - 1).split("\0", -1));
    }

    /// From now on the supervisor's end is wanted. May be called any number of times, from any process.
    synchronized void dismiss() throws IOException {
        dismissed = true;
        Files.deleteIfExists(wanted());
        living().ifPresent(guard -> Linux.signal(guard, Linux.SIGKILL));
        records.remove(NAME);
    }

    private Optional<ProcessId> living() {
        return records.find(NAME).map(ProcessRecord::process).filter(ProcessTable::alive);
    }

    private Path wanted() {
        return layout.home().resolve("supervised");
    }
}
