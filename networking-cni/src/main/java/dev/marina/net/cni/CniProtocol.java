package dev.marina.net.cni;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.net.ip.Ipv4;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The protocol of the CNI specification 1.1.0 (and 0.3.0 to 1.0.0): environment and standard input in, exit status and
/// standard output out.
public final class CniProtocol {

    private static final Logger log = LoggerFactory.getLogger(CniProtocol.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.\\-]*");
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");

    private final CniPlugin plugin;

    public CniProtocol(CniPlugin plugin) {
        this.plugin = plugin;
    }

    /// @param exit 0 or 1
    /// @param output JSON for standard output, possibly empty
    public record Answer(int exit, String output) {}

    /// Carries out one invocation of the plugin. Never throws.
    public Answer answer(Map<String, String> environment, String input) {
        CniVersion version = CniVersion.NEWEST;
        try {
            String command = environment.getOrDefault("CNI_COMMAND", "");
            if (command.equals("VERSION")) {
                return new Answer(0, versions(input).toString());
            }
            ObjectNode configuration = configuration(input);
            version = version(configuration);
            return new Answer(0, run(command, version, environment, configuration));
        } catch (CniException e) {
            return failed(version, e.code(), e.getMessage(), e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage()));
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).addKeyValue("command", environment.get("CNI_COMMAND"))
                    .addKeyValue("container", environment.get("CNI_CONTAINERID")).log("CNI command failed");
            return failed(version, CniException.WRONG_STATE + 899, "the network plugin failed", String.valueOf(e.getMessage()));
        }
    }

    private String run(String command, CniVersion version, Map<String, String> environment, ObjectNode configuration) {
        String node = configuration.path("node").asText();
        switch (command) {
            case "ADD" -> {
                return plugin.add(request(configuration, environment, true)).toJson(version).toString();
            }
            case "DEL" -> plugin.delete(request(configuration, environment, false));
            case "CHECK" -> {
                requireVersion(version, 0, 4, command);
                if (!configuration.has("prevResult")) {
                    throw new CniException(CniException.INVALID_CONFIGURATION, "CHECK needs prevResult in the network configuration");
                }
                plugin.check(request(configuration, environment, true));
            }
            case "GC" -> {
                requireVersion(version, 1, 1, command);
                plugin.collect(node, validAttachments(configuration));
            }
            case "STATUS" -> {
                requireVersion(version, 1, 1, command);
                plugin.status(node);
            }
            default ->
                throw new CniException(CniException.INVALID_ENVIRONMENT, "CNI_COMMAND is '" + command + "'; it must be ADD, DEL, CHECK, GC, STATUS or VERSION");
        }
        return "";
    }

    private static void requireVersion(CniVersion version, int major, int minor, String command) {
        if (!version.atLeast(major, minor)) {
            throw new CniException(CniException.INCOMPATIBLE_VERSION, "%s needs CNI version %d.%d, the configuration has %s"
                    .formatted(command, major, minor, version.text()));
        }
    }

    private static CniRequest request(ObjectNode configuration, Map<String, String> environment, boolean needsNamespace) {
        String container = environment.getOrDefault("CNI_CONTAINERID", "");
        if (!NAME.matcher(container).matches()) {
            throw new CniException(CniException.INVALID_ENVIRONMENT, "CNI_CONTAINERID is missing or malformed: '" + container + "'");
        }
        String link = environment.getOrDefault("CNI_IFNAME", "");
        if (link.isEmpty() || link.length() > 15 || link.equals(".") || link.equals("..") || link.matches(".*[/:\\s].*")) {
            throw new CniException(CniException.INVALID_ENVIRONMENT, "CNI_IFNAME is missing or no valid name of an interface: '" + link + "'");
        }
        String netns = environment.getOrDefault("CNI_NETNS", "");
        if (needsNamespace && netns.isEmpty()) {
            throw new CniException(CniException.INVALID_ENVIRONMENT, "CNI_NETNS is missing");
        }
        return new CniRequest(configuration.path("node").asText(), new CniPlugin.Attachment(container, link), netns,
                args(environment.getOrDefault("CNI_ARGS", "")),
                ports(configuration.path("runtimeConfig").path("portMappings")));
    }

    private static List<PortMapping> ports(JsonNode mappings) {
        List<PortMapping> ports = new ArrayList<>();
        for (JsonNode mapping : mappings) {
            String protocol = mapping.path("protocol").asText("tcp").toLowerCase(Locale.ROOT);
            int hostPort = mapping.path("hostPort").asInt();
            int containerPort = mapping.path("containerPort").asInt();
            String hostIp = mapping.path("hostIP").asText();
            boolean every = hostIp.isEmpty() || hostIp.equals("0.0.0.0");
            if (!PROTOCOLS.contains(protocol) || !port(hostPort) || !port(containerPort) || !every && !Ipv4.isIpv4(hostIp)) {
                throw new CniException(CniException.UNSUPPORTED_FIELD, "port mapping cannot be had: " + mapping);
            }
            ports.add(new PortMapping(hostPort, containerPort, protocol, every ? "" : hostIp));
        }
        return ports;
    }

    private static boolean port(int number) {
        return number > 0 && number < 65_536;
    }

    private static Map<String, String> args(String text) {
        Map<String, String> args = new LinkedHashMap<>();
        for (String pair : text.split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                args.put(pair.substring(0, equals), pair.substring(equals + 1));
            } else if (!pair.isEmpty()) {
                throw new CniException(CniException.INVALID_ENVIRONMENT, "CNI_ARGS has a part without '=': '" + pair + "'");
            }
        }
        return args;
    }

    private static ObjectNode configuration(String input) {
        try {
            if (JSON.readTree(input) instanceof ObjectNode configuration) {
                String name = configuration.path("name").asText();
                if (!NAME.matcher(name).matches()) {
                    throw new CniException(CniException.INVALID_CONFIGURATION, "the network configuration's name is missing or malformed: '" + name + "'");
                }
                return configuration;
            }
            throw new CniException(CniException.UNDECODABLE, "the network configuration is no JSON object");
        } catch (JacksonException e) {
            throw new CniException(CniException.UNDECODABLE, "the network configuration is no JSON", e);
        }
    }

    private static CniVersion version(ObjectNode configuration) {
        String version = configuration.path("cniVersion").asText();
        return CniVersion.find(version).orElseThrow(() -> new CniException(CniException.INCOMPATIBLE_VERSION,
                "CNI version '%s' is not supported; supported are %s".formatted(version, CniVersion.SUPPORTED)));
    }

    private static ObjectNode versions(String input) {
        String asked = "";
        try {
            asked = JSON.readTree(input).path("cniVersion").asText();
        } catch (JacksonException _) {
            // VERSION answers whatever was sent.
        }
        ObjectNode answer = JSON.createObjectNode().put("cniVersion", CniVersion.find(asked).orElse(CniVersion.NEWEST).text());
        ArrayNode supported = answer.putArray("supportedVersions");
        CniVersion.SUPPORTED.forEach(supported::add);
        return answer;
    }

    private static Set<CniPlugin.Attachment> validAttachments(ObjectNode configuration) {
        JsonNode listed = configuration.path("cni.dev/valid-attachments");
        if (!listed.isArray()) {
            throw new CniException(CniException.INVALID_CONFIGURATION, "GC needs cni.dev/valid-attachments in the network configuration");
        }
        Set<CniPlugin.Attachment> valid = new HashSet<>();
        listed.forEach(one -> valid.add(new CniPlugin.Attachment(one.path("containerID").asText(), one.path("ifname").asText())));
        return valid;
    }

    private static Answer failed(CniVersion version, int code, String message, String details) {
        ObjectNode error = JSON.createObjectNode().put("cniVersion", version.text()).put("code", code).put("msg", message);
        if (!details.isEmpty()) {
            error.put("details", details);
        }
        return new Answer(1, error.toString());
    }
}
