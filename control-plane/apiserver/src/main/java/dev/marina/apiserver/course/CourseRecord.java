package dev.marina.apiserver.course;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.explanation.Difference;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Target;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// One write as it passed the server, as it is told.
final class CourseRecord {

    private static final GroupResource SECRETS = new GroupResource("", "secrets");

    private CourseRecord() {}

    /// @param request as it came
    static byte[] rendered(ApiRequest request, Instant received, CourseNotes notes) {
        ObjectNode root = Document.mapper().createObjectNode();
        root.put("request", request.id()).put("received", received.toString()).put("micros", micros(notes.nanos()));
        root.put("verb", request.target().verb());
        notes.identity().ifPresent(who -> root.put("user", who.user()).put("proof", proof(who)));
        String agent = request.headers().first("user-agent");
        root.put("agent", agent.substring(0, Math.min(agent.length(), 200)));
        boolean silent = request.target() instanceof Target.Resource target && target.groupResource().equals(SECRETS);
        ArrayNode stages = root.putArray("stages");
        notes.passed().forEach(passed -> describe(stages.addObject(), passed, silent));
        if (!notes.annotations().isEmpty()) {
            ObjectNode annotations = root.putObject("annotations");
            notes.annotations().forEach(annotations::put);
        }
        return Document.of(root).bytes();
    }

    private static void describe(ObjectNode stage, CourseNotes.Passed passed, boolean silent) {
        stage.put("stage", passed.stage());
        if (!passed.name().isEmpty()) {
            stage.put("name", passed.name());
        }
        stage.put("micros", micros(passed.nanos()));
        if (!passed.said().isEmpty()) {
            stage.put("message", passed.said());
        }
        passed.change().ifPresent(change -> {
            ArrayNode difference = stage.putArray("difference");
            if (!Difference.of(change.from().root(), change.to().root(), difference, silent)) {
                stage.put("differenceTruncated", true);
            }
            if (difference.isEmpty()) {
                stage.remove("difference");
            }
        });
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }

    private static String proof(Identity who) {
        return switch (who.by()) {
            case NONE -> "None";
            case CERTIFICATE, MEMBER_CERTIFICATE, REQUESTED_CERTIFICATE -> "Certificate";
            case SERVICE_ACCOUNT_TOKEN -> "ServiceAccountToken";
            case BOOTSTRAP_TOKEN -> "BootstrapToken";
            case OIDC_TOKEN -> "LoginToken";
            case IMPERSONATION -> "Impersonation";
            case IN_PROCESS -> "InProcess";
            case FOREIGN -> "Foreign";
        };
    }
}
