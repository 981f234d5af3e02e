package dev.marina.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A pod that calls, and what it hears from each address.
record Caller(Tenant tenant, String namespace, String pod) {

    static final String SILENCE = "silence";
    private static final String REFUSAL = "refusal";

    /// What each URL says: its page, [#SILENCE] where nothing comes within so many seconds. All are called at once.
    Map<String, String> hear(int seconds, List<String> urls) {
        Program heard = tenant.kubectl("exec", "-n", namespace, pod, "--", "sh", "-c", """
                exec 2>/dev/null # the shell tells there of each program that was stopped
                for url in %s; do
                  (page=$(timeout %d wget -q -O - $url)
                   case $? in 0) echo $url $page;; 124|143) echo $url %s;; *) echo $url %s;; esac) &
                done
                wait""".formatted(String.join(" ", urls), seconds, SILENCE, REFUSAL)).succeeded();
        return heard.output().lines().map(line -> line.split(" ", 2)).collect(Collectors.toMap(said -> said[0], said -> said[1]));
    }

    /// What the tenant's nodes say at a port to somebody who is no pod.
    static Map<String, String> fromOutside(Tenant tenant, int seconds, int nodePort) {
        return tenant.nodeAddresses().parallelStream().collect(Collectors.toMap(address -> address, address -> heardAt(address + ":" + nodePort, seconds)));
    }

    private static String heardAt(String address, int seconds) {
        Program answer = Program.run(Marina.CHECKOUT, Map.of(), Duration.ofSeconds(seconds + 10),
                List.of("curl", "-s", "-m", Integer.toString(seconds), "http://" + address + "/"));
        return switch (answer.exitCode()) {
            case 0 -> answer.output().trim();
            case 28 -> SILENCE;
            default -> REFUSAL;
        };
    }
}
