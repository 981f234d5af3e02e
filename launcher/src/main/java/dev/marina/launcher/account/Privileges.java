package dev.marina.launcher.account;

import java.util.ArrayList;
import java.util.List;

/// As whom a process runs, and with which of root's powers.
public sealed interface Privileges {
    /// The command that takes them on, drops everything else for good, and then becomes the given one.
    List<String> taking(List<String> command);

    /// @param why what it could not do otherwise
    record Root(String why) implements Privileges {
        @Override
        public List<String> taking(List<String> command) {
            return command;
        }
    }

    /// @param lowPorts it listens on a port below 1024, the one power that is left to it
    record Own(Account account, boolean lowPorts) implements Privileges {
        @Override
        public List<String> taking(List<String> command) {
            String capabilities = lowPorts ? "-all,+net_bind_service" : "-all";
            List<String> words = new ArrayList<>(
                    List.of("setpriv", "--reuid=" + account.user(), "--regid=" + account.group(), "--clear-groups", "--no-new-privs",
                            "--inh-caps=" + capabilities, "--ambient-caps=" + capabilities, "--bounding-set=" + capabilities, "--"));
            words.addAll(command);
            return words;
        }
    }

    static Privileges of(Account account, int... ports) {
        return new Own(account, java.util.Arrays.stream(ports).anyMatch(port -> port < 1024));
    }
}
