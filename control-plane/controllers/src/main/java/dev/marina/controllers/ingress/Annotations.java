package dev.marina.controllers.ingress;

import dev.marina.api.net.IpAddress;
import dev.marina.api.net.IpPrefix;
import dev.marina.controllers.ingress.RouteOptions.Canary;
import dev.marina.controllers.ingress.RouteOptions.Limits;
import dev.marina.controllers.ingress.RouteOptions.Password;
import dev.marina.controllers.ingress.RouteOptions.Protocol;
import dev.marina.controllers.ingress.RouteOptions.Redirect;
import dev.marina.controllers.ingress.RouteOptions.Sticky;
import dev.marina.controllers.ingress.RouteOptions.Timeouts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Reads the annotations of one Ingress. What it lets through is matched whole against what is allowed, character by character, and no
/// annotation is text of nginx's. https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
final class Annotations {

    static final String PREFIX = "nginx.ingress.kubernetes.io/";

    /// Whoever asks for these means to keep somebody out. Where they cannot be had, nobody comes in.
    private static final Pattern RESTRICTS = Pattern.compile(
            "auth-.*|.*-snippet|whitelist-source-range|allowlist-source-range|denylist-source-range|satisfy|enable-modsecurity|enable-owasp-.*|modsecurity-.*");
    private static final int MOST_NETWORKS = 256;
    private static final int LONGEST_TEXT = 256;
    private static final int DAY_SECONDS = 86_400;

    private final Map<String, String> annotations;
    private final Set<String> read = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private boolean closed;

    Annotations(Map<String, String> annotations) {
        this.annotations = annotations == null ? Map.of() : annotations;
    }

    /// To be called once, and before [#problems].
    RouteOptions options() {
        Optional<String> rewrite = text("rewrite-target", "(?:/[A-Za-z0-9/._~!&'()*+,=:@?%-]*(\\$[1-9][A-Za-z0-9/._~!&'()*+,=:@?%-]*)*)?",
                "a path, in which only $1 to $9 stand for something");
        boolean regex = flag("use-regex", false);
        Redirect redirect = flag("force-ssl-redirect", false) ? Redirect.ALWAYS : flag("ssl-redirect", true) ? Redirect.WHERE_TLS : Redirect.NEVER;
        List<String> allowed = networks();
        Optional<Password> password = password();
        Limits limits = new Limits(number("limit-rps", 0, 100_000), number("limit-rpm", 0, 1_000_000), number("limit-burst-multiplier", 5, 1_000),
                number("limit-connections", 0, 100_000));
        String bodySize = text("proxy-body-size", "[0-9]{1,9}[kKmMgG]?", "a number with k, m, g or nothing behind it, such as 8m").orElse("1m");
        Timeouts timeouts = new Timeouts(number("proxy-connect-timeout", 5, 75), number("proxy-send-timeout", 60, DAY_SECONDS),
                number("proxy-read-timeout", 60, DAY_SECONDS));
        Protocol protocol = Protocol.valueOf(text("backend-protocol", "HTTP|HTTPS|GRPC|GRPCS", "HTTP, HTTPS, GRPC or GRPCS").orElse("HTTP"));
        Optional<Sticky> sticky = sticky();
        Optional<Canary> canary = canary();
        boolean byService = flag("service-upstream", false);
        refuseTheRest();
        return new RouteOptions(closed, rewrite.filter(target -> !target.isEmpty()), regex, redirect, allowed, password, limits, bodySize, timeouts, protocol,
                sticky, canary, byService);
    }

    /// A sentence for each annotation that is not done, with its name, its value and what would be right.
    List<String> problems() {
        return List.copyOf(problems);
    }

    private List<String> networks() {
        Optional<String> older = raw("whitelist-source-range");
        Optional<String> value = raw("allowlist-source-range").or(() -> older);
        String name = older.isPresent() && !annotations.containsKey(PREFIX + "allowlist-source-range") ? "whitelist-source-range" : "allowlist-source-range";
        List<String> networks = value.stream().flatMap(text -> Arrays.stream(text.split(","))).map(String::strip).filter(text -> !text.isEmpty()).toList();
        List<String> checked = networks.stream().flatMap(text -> IpPrefix.parse(text).map(prefix -> prefix.masked().toString())
                .or(() -> IpAddress.parse(text).map(IpAddress::toString)).stream()).toList();
        if (checked.size() != networks.size() || networks.size() > MOST_NETWORKS || value.isPresent() && networks.isEmpty()) {
            refuse(name, value.orElse(""), "addresses and networks, at most %d, separated by commas, such as 10.0.0.0/8,192.168.1.7".formatted(MOST_NETWORKS));
        }
        return checked;
    }

    private Optional<Password> password() {
        Optional<String> type = text("auth-type", "basic", "basic");
        Optional<String> secret = text("auth-secret", "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", "the name of a Secret in the Ingress's namespace");
        boolean map = text("auth-secret-type", "auth-file|auth-map", "auth-file or auth-map").orElse("auth-file").equals("auth-map");
        String realm = text("auth-realm", "[A-Za-z0-9 ._:/,!()-]*", "letters, digits, spaces and ._:/,!()-").orElse("Authentication Required");
        if (type.isPresent() && secret.isEmpty() && raw("auth-secret").isEmpty()) {
            refuse("auth-secret", "", "the name of a Secret, since %sauth-type is there".formatted(PREFIX));
        }
        return type.isPresent() ? secret.map(name -> new Password(name, map, realm)) : Optional.empty();
    }

    private Optional<Sticky> sticky() {
        Optional<String> affinity = text("affinity", "cookie", "cookie");
        // Reads as they are what the others say too: nginx finds a cookie by a variable, whose name is of these characters.
        String cookie = text("session-cookie-name", "[A-Za-z0-9_]{1,64}", "letters, digits and _").orElse("INGRESSCOOKIE");
        String path = text("session-cookie-path", "/[A-Za-z0-9/._~-]*", "a path").orElse("/");
        int age = number("session-cookie-max-age", 0, Integer.MAX_VALUE);
        String site = text("session-cookie-samesite", "None|Lax|Strict", "None, Lax or Strict").orElse("");
        String domain = text("session-cookie-domain", "[A-Za-z0-9.-]{1,253}", "a name of DNS").orElse("");
        boolean secure = flag("session-cookie-secure", false);
        text("affinity-mode", "balanced", "balanced");
        return affinity.map(_ -> new Sticky(cookie, "Path=" + path + (age > 0 ? "; Max-Age=" + age : "") + (domain.isEmpty() ? "" : "; Domain=" + domain)
                + (site.isEmpty() ? "" : "; SameSite=" + site) + (secure ? "; Secure" : "") + "; HttpOnly"));
    }

    private Optional<Canary> canary() {
        boolean on = flag("canary", false);
        String header = text("canary-by-header", "[A-Za-z0-9-]{1,64}", "the name of a header: letters, digits and -").orElse("");
        String value = text("canary-by-header-value", "[A-Za-z0-9 _.=,:/+@-]{1,128}", "letters, digits, spaces and _.=,:/+@-").orElse("");
        String cookie = text("canary-by-cookie", "[A-Za-z0-9_]{1,64}", "letters, digits and _").orElse("");
        int total = Math.max(1, number("canary-weight-total", 100, 1_000_000));
        int weight = number("canary-weight", 0, 1_000_000);
        if (weight > total) {
            refuse("canary-weight", String.valueOf(weight), "at most " + total);
            weight = 0;
        }
        return on ? Optional.of(new Canary(header.toLowerCase().replace('-', '_'), value, cookie, 100.0 * weight / total)) : Optional.empty();
    }

    private void refuseTheRest() {
        new TreeSet<>(annotations.keySet()).stream().filter(key -> key.startsWith(PREFIX)).map(key -> key.substring(PREFIX.length()))
                .filter(name -> !read.contains(name))
                .forEach(name -> refuse(name, annotations.get(PREFIX + name), name.endsWith("-snippet")
                        ? "none: no text of nginx's is taken from an Ingress"
                        : "none: there is no such annotation here"));
    }

    private Optional<String> raw(String name) {
        read.add(name);
        return Optional.ofNullable(annotations.get(PREFIX + name));
    }

    private Optional<String> text(String name, String allowed, String right) {
        Optional<String> value = raw(name);
        if (value.isPresent() && (value.get().length() > LONGEST_TEXT || !value.get().matches(allowed))) {
            refuse(name, value.get(), right);
            return Optional.empty();
        }
        return value;
    }

    private boolean flag(String name, boolean otherwise) {
        return text(name, "true|false", "true or false").map("true"::equals).orElse(otherwise);
    }

    private int number(String name, int otherwise, int most) {
        Optional<String> value = raw(name);
        if (value.isPresent() && (!value.get().matches("[0-9]{1,10}") || Long.parseLong(value.get()) > most)) {
            refuse(name, value.get(), "a number from 0 to " + most);
            return otherwise;
        }
        return value.map(Integer::parseInt).orElse(otherwise);
    }

    private void refuse(String name, String value, String right) {
        closed |= RESTRICTS.matcher(name).matches();
        String shown = value.length() > 64 ? value.substring(0, 64) + "…" : value;
        problems.add("annotation %s%s: \"%s\" is not done; right would be %s%s".formatted(PREFIX, name, shown.replaceAll("\\p{Cntrl}", "�"), right,
                RESTRICTS.matcher(name).matches() ? ". Its paths answer 503 until then" : ""));
    }
}
