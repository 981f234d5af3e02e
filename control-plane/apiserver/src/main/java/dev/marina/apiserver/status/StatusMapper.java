package dev.marina.apiserver.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.api.StatusException.Details;
import dev.marina.store.StoreException;
import java.util.List;
import java.util.Optional;

/// Translates what went wrong into `Status` objects.
public final class StatusMapper {

    private StatusMapper() {}

    /// Empty for what is a bug and not an answer.
    public static Optional<StatusException> map(Throwable failure) {
        return switch (failure) {
            case StatusException status -> Optional.of(status);
            case StoreException store -> Optional.of(map(store));
            case Document.MalformedDocument malformed -> Optional.of(StatusException.badRequest(
                    "the object provided is unrecognized (must be of type JSON or YAML): " + malformed.getMessage()));
            default -> Optional.empty();
        };
    }

    public static StatusException map(StoreException failure) {
        return switch (failure) {
            case StoreException.NotFound e -> StatusException.notFound(e.key.resource(), e.key.name());
            case StoreException.AlreadyExists e -> new StatusException(409, "AlreadyExists", e.getMessage(), Details.NONE);
            case StoreException.Conflict e -> StatusException.conflict(e.key.resource(), e.key.name(),
                    "the object has been modified; please apply your changes to the latest version and try again");
            case StoreException.Claimed e -> new StatusException(422, "Invalid", "%s is already allocated".formatted(e.claim), Details.NONE);
            case StoreException.NamespaceNotActive e -> namespaceNotActive(e, null);
            case StoreException.Expired e -> StatusException.gone("too old resource version: %s (%s)".formatted(e.asked, e.oldest));
            case StoreException.BeforeHistory e -> StatusException.gone(e.getMessage());
            case StoreException.TooNew e -> tooNew(e);
            case StoreException.TooLarge e -> new StatusException(413, "RequestEntityTooLarge", e.getMessage(), Details.NONE);
            case StoreException.Busy e -> new StatusException(429, "TooManyRequests", e.getMessage(), retryAfter(1));
            case StoreException.NoSuchCluster _ -> StatusException.notServed();
            case StoreException.NotOwner _ -> StatusException.unavailable("the cluster is being moved to another server process, please try again");
            case StoreException.Unavailable _ -> StatusException.unavailable("the store does not answer; the write may or may not have happened");
        };
    }

    /// A refusal to create `key` in a namespace that is going or not there.
    public static StatusException namespaceNotActive(StoreException.NamespaceNotActive failure, ObjectKey key) {
        if (!failure.exists) {
            return StatusException.notFound(new dev.marina.api.GroupResource("", "namespaces"), failure.namespace);
        }
        String why = "unable to create new content in namespace %s because it is being terminated".formatted(failure.namespace);
        StatusException forbidden = key == null
                ? new StatusException(403, "Forbidden", why, Details.NONE)
                : StatusException.forbidden(key.resource(), key.name(), why);
        return new StatusException(403, "Forbidden", forbidden.getMessage(), forbidden.details().withCauses(List.of(
                new StatusException.StatusCause("NamespaceTerminating", "namespace %s is being terminated".formatted(failure.namespace),
                        "metadata.namespace"))));
    }

    private static StatusException tooNew(StoreException.TooNew failure) {
        Details details = new Details("", "", "", "", List.of(
                new StatusException.StatusCause("ResourceVersionTooLarge", "Too large resource version", "")), 1);
        return new StatusException(504, "Timeout", "Too large resource version: %s, current: %s".formatted(failure.asked, failure.current), details);
    }

    private static Details retryAfter(int seconds) {
        return new Details("", "", "", "", List.of(), seconds);
    }

    /// A bug: the details stay in the log, under the request's id.
    public static StatusException bug(String requestId) {
        return StatusException.internal("request " + requestId + " failed, see the server's log");
    }

    /// The wire form.
    public static Document document(StatusException failure) {
        ObjectNode node = Document.mapper().createObjectNode();
        node.put("kind", "Status").put("apiVersion", "v1");
        putUnlessEmpty(node.putObject("metadata"), "continue", failure.continueToken());
        node.put("status", "Failure").put("message", failure.getMessage()).put("reason", failure.reason());
        Details details = failure.details();
        ObjectNode detailsNode = Document.mapper().createObjectNode();
        putUnlessEmpty(detailsNode, "name", details.name());
        putUnlessEmpty(detailsNode, "group", details.group());
        putUnlessEmpty(detailsNode, "kind", details.kind());
        putUnlessEmpty(detailsNode, "uid", details.uid());
        if (!details.causes().isEmpty()) {
            ArrayNode causes = detailsNode.putArray("causes");
            for (StatusException.StatusCause cause : details.causes()) {
                ObjectNode causeNode = causes.addObject();
                putUnlessEmpty(causeNode, "reason", cause.reason());
                putUnlessEmpty(causeNode, "message", cause.message());
                putUnlessEmpty(causeNode, "field", cause.field());
            }
        }
        if (details.retryAfterSeconds() > 0) {
            detailsNode.put("retryAfterSeconds", details.retryAfterSeconds());
        }
        if (details.told()) {
            node.set("details", detailsNode);
        }
        node.put("code", failure.code());
        return Document.of(node);
    }

    /// What a delete that left nothing behind is answered with.
    public static Document success(dev.marina.api.GroupResource resource, String name, String uid) {
        ObjectNode node = Document.mapper().createObjectNode();
        node.put("kind", "Status").put("apiVersion", "v1");
        node.putObject("metadata");
        node.put("status", "Success");
        ObjectNode details = node.putObject("details");
        putUnlessEmpty(details, "name", name);
        putUnlessEmpty(details, "group", resource.group());
        putUnlessEmpty(details, "kind", resource.resource());
        putUnlessEmpty(details, "uid", uid);
        return Document.of(node);
    }

    private static void putUnlessEmpty(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }
}
