package dev.marina.launcher.join;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Joined;
import dev.marina.launcher.tls.Pem;

/// The machines of the installation that is here.
public final class Machines {
    private static final String NAME = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    private final ManagementApi api;

    private Machines(ManagementApi api) {
        this.api = api;
    }

    public static Machines of(Instance instance) throws IOException, GeneralSecurityException {
        Joined.find(instance.layout()).ifPresent(joined -> {
            throw new Complaint(
                    "this machine is %s of the installation at %s; machines are let in and removed there".formatted(joined.machine(), joined.host()));
        });
        return new Machines(ManagementApi.of(instance));
    }

    /// @param command what the other machine's operator types
    /// @param expires when it is of no use any more
    public record Invitation(String command, String expires) {}

    public Invitation invite(String machine, Duration life) throws IOException, InterruptedException, GeneralSecurityException {
        JsonNode answer = api.joinToken(checked(machine), life);
        JoinToken token = JoinToken.of(answer.path("token").asText(), Pem.certificates(answer.path("serverCa").asText()).getFirst());
        return new Invitation("./marina join --server https://%s:%d --name %s --token %s".formatted(answer.path("address").asText(),
                answer.path("port").asInt(), machine, token.text()), answer.path("expires").asText());
    }

    public void remove(String machine) throws IOException, InterruptedException {
        api.remove(checked(machine));
    }

    private static String checked(String machine) {
        if (!machine.matches(NAME)) {
            throw new Complaint("'%s' is no name of a machine; it must be up to 63 of a-z, 0-9 and -".formatted(machine));
        }
        return machine;
    }
}
