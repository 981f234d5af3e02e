package dev.marina.apiserver.machine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.apiserver.pki.SigningRequest;
import dev.marina.model.Machine;
import dev.marina.store.ClusterRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a machine in that shows a token: its key becomes the one of the Machine that the token was made for, and the token is used.
/// Whoever asks has no name yet, so an answer says nothing of which machines there are.
public final class MachineJoin {

    private static final Logger log = LoggerFactory.getLogger(MachineJoin.class);
    private static final String USER = "system:apiserver";
    /// Of others who change the Machine at the same time.
    private static final int MOST_CONFLICTS = 10;

    private final JoinPlace place;
    private final ManagementReader reader;
    private final Supplier<ClusterRecord> management;
    private final ClusterClient client;
    private final int apiPort;
    private final String authorities;
    private final Clock clock;

    /// @param authorities PEM of who vouches for the ports
    public MachineJoin(JoinPlace place, ManagementReader reader, Supplier<ClusterRecord> management, ClusterClient client, int apiPort, String authorities,
            Clock clock) {
        this.place = place;
        this.reader = reader;
        this.management = management;
        this.client = client;
        this.apiPort = apiPort;
        this.authorities = authorities;
        this.clock = clock;
    }

    /// Throws a [StatusException] with what is to be said.
    public byte[] join(byte[] body) {
        Machine.JoinRequest request = read(body);
        SigningRequest signing = signing(request);
        accept(request, Hashes.of(signing.key()));
        ClusterRecord cluster = management.get();
        log.atInfo().addKeyValue("machine", request.machine()).log("machine joined");
        return written(new Machine.Joined(Pem.certificate(JoinedMachines.issue(ClusterKeys.of(cluster).authority(), request.machine(), signing.key(), clock)),
                "/clusters/%s/%s".formatted(cluster.tenant(), cluster.name()), apiPort, place.nodeSubnet(), place.registry().orElse(null), authorities));
    }

    /// Of two who show the same token at the same time one has it: the change names the version that had the token.
    private void accept(Machine.JoinRequest request, String keyHash) {
        for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
            Document machine = reader.find(JoinedMachines.MACHINES, "", request.machine()).filter(found -> lets(found, request.token())).orElseThrow(
                    MachineJoin::refused);
            try {
                client.patch(new ClusterClient.Call(management.get().id(), USER, Cause.clock("machine-join")), JoinedMachines.MACHINES, "", machine.name(), "",
                        ClusterClient.PatchType.MERGE, change(machine, keyHash));
                return;
            } catch (StatusException conflict) {
                if (conflict.code() != 409) {
                    throw conflict;
                }
            }
        }
        throw StatusException.unavailable("machine \"%s\" is being changed by others; please try again".formatted(request.machine()));
    }

    private static byte[] change(Document machine, String keyHash) {
        ObjectNode change = Document.mapper().createObjectNode();
        ObjectNode metadata = change.putObject("metadata").put("resourceVersion", machine.resourceVersion());
        metadata.putObject("annotations").put(Machine.KEY_HASH, keyHash).putNull(Machine.TOKEN_HASH).putNull(Machine.TOKEN_END);
        return change.toString().getBytes(StandardCharsets.UTF_8);
    }

    private boolean lets(Document machine, String token) {
        String expected = machine.annotations().getOrDefault(Machine.TOKEN_HASH, "");
        return !expected.isEmpty() && Hashes.equal(expected, Hashes.of(token))
                && end(machine.annotations().getOrDefault(Machine.TOKEN_END, "")).filter(clock.instant()::isBefore).isPresent();
    }

    private static Optional<Instant> end(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static StatusException refused() {
        return new StatusException(403, "Forbidden",
                "this token lets no machine of this name in: it was used, is too old, or is for another name; ./marina join-token makes another",
                StatusException.Details.NONE);
    }

    private static Machine.JoinRequest read(byte[] body) {
        try {
            Document document = Document.parse(body);
            Machine.JoinRequest request = new Machine.JoinRequest(document.text("machine"), document.text("token"), document.text("csr"));
            if (!request.machine().matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
                throw StatusException.badRequest("machine: it must be up to 63 of a-z, 0-9 and -, as ./marina join-token was told");
            }
            return request;
        } catch (Document.MalformedDocument e) {
            throw StatusException.badRequest("the body is no request to join: " + e.getMessage());
        }
    }

    private static SigningRequest signing(Machine.JoinRequest request) {
        try {
            return SigningRequest.parse(request.csr());
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest("csr: " + e.getMessage());
        }
    }

    private static byte[] written(Machine.Joined joined) {
        try {
            return Document.mapper().writeValueAsBytes(joined);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer could not be written", e);
        }
    }
}
