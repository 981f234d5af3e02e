package dev.marina.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import dev.marina.launcher.component.Components;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.supervisor.Supervisor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "A component's log.", mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "COMPONENT")
    private String component;

    @Option(names = {"-f", "--follow"}, description = "Goes on with what comes.")
    private boolean follow;

    @Override
    public Integer call() throws Exception {
        List<String> known = Stream.concat(Stream.of(Supervisor.NAME), Components.all().stream().map(part -> part.name())).toList();
        if (!known.contains(component)) {
            throw new Complaint("there is no component '%s'; there are %s".formatted(component, String.join(", ", known)));
        }
        Path log = Layout.ofEnvironment().log(component);
        if (!Files.exists(log)) {
            throw new Complaint("%s has no log yet (%s)".formatted(component, log));
        }
        print(log);
        return 0;
    }

    private void print(Path log) throws IOException, InterruptedException {
        byte[] buffer = new byte[64 * 1024];
        try (RandomAccessFile in = new RandomAccessFile(log.toFile(), "r")) {
            while (true) {
                int count = in.read(buffer);
                if (count > 0) {
                    System.out.write(buffer, 0, count);
                    continue;
                }
                System.out.flush();
                if (!follow || System.out.checkError()) {
                    return;
                }
                Thread.sleep(200);
                if (in.length() < in.getFilePointer()) {
                    // It was rotated: what follows begins at its new start.
                    in.seek(0);
                }
            }
        }
    }
}
