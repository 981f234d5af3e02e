package dev.marina.console.applications;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.act.Subject;
import dev.marina.console.kube.Permission;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// What is asked of a cluster's API about its add-ons.
public final class AddOnRequests {

    public static final String GROUP = ApplicationRequests.GROUP;
    public static final String PLURAL = "addons";
    /// As the API has them, in the order in which they are offered.
    public static final List<String> TYPES = List.of("postgresql", "mariadb", "redis", "rabbitmq");
    public static final List<String> SIZES = List.of("small", "medium", "large");
    private static final DateTimeFormatter NAME_OF_TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private AddOnRequests() {}

    public static boolean is(Subject subject) {
        return subject.group().equals(GROUP) && subject.plural().equals(PLURAL);
    }

    public static Permission permission(String verb, String namespace) {
        return new Permission(verb, GROUP, PLURAL, "", namespace);
    }

    public static ObjectNode addOn(String namespace, String name, String type, String size) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", GROUP + "/v1").put("kind", "AddOn");
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        object.putObject("spec").put("type", type).put("size", size);
        return object;
    }

    /// Credentials are changed once for each name.
    public static ObjectNode rotate(Instant now) {
        return JsonNodeFactory.instance.objectNode().put("rotate", "rotate-" + NAME_OF_TIME.format(now));
    }

    /// A backup is made once for each name.
    public static ObjectNode backUp(Instant now) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.putObject("backup").put("request", "backup-" + NAME_OF_TIME.format(now));
        return spec;
    }

    /// The same backup may be restored again and again: what stands behind the `@` tells one time from another.
    public static ObjectNode restore(String backup, Instant now) {
        return JsonNodeFactory.instance.objectNode().put("restore", backup + "@" + NAME_OF_TIME.format(now));
    }
}
