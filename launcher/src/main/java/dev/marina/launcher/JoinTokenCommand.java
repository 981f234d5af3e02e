package dev.marina.launcher;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.join.Machines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "join-token", description = "Lets one more machine into this installation, once: writes the command to type there.",
        mixinStandardHelpOptions = true)
final class JoinTokenCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "what the machine is to be called")
    private String machine;

    @Option(names = "--for", paramLabel = "TIME", defaultValue = "1h", description = "how long the token is good, such as 30m or 24h (1m to 168h; an hour)")
    private String life;

    @Override
    public Integer call() throws Exception {
        Instance instance = Instance.find(Layout.ofEnvironment()).orElseThrow(() -> new Complaint("there is no installation here; ./marina up makes one"));
        Machines.Invitation invitation = Machines.of(instance).invite(machine, duration(life));
        System.out.printf("On the machine that is to be %s, in a checkout of the same version, until %s and once:%n%n  %s%n", machine, invitation.expires(),
                invitation.command());
        return 0;
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw new Complaint("--for is '%s'; it must be a time such as 30m or 24h".formatted(text), e);
        }
    }
}
