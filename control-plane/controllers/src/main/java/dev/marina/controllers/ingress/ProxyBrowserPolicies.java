package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.ProxyPolicies.Invalid;
import dev.marina.controllers.ingress.ProxyRoute.CookieFlags;
import dev.marina.controllers.ingress.ProxyRoute.Cors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What is said of answers to browsers: whose scripts may read them, and the flags of their cookies.
final class ProxyBrowserPolicies {

    private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9!#%&'*+.^_`|-]{1,256}");
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[A-Za-z0-9.:\\[\\]-]+");
    private static final Pattern WORDS = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");

    private ProxyBrowserPolicies() {}

    static Optional<Cors> cors(JsonNode policy) throws Invalid {
        if (!policy.isObject()) {
            return Optional.empty();
        }
        if (policy.path("allowOrigin").isEmpty()) {
            throw new Invalid("invalid allowed origin configuration with length 0");
        }
        if (policy.path("allowMethods").isEmpty()) {
            throw new Invalid("invalid allowed methods configuration with length 0");
        }
        List<String> origins = new ArrayList<>();
        boolean any = false;
        for (JsonNode each : policy.path("allowOrigin")) {
            String origin = each.asText();
            any |= origin.equals("*");
            boolean exact = ORIGIN.matcher(origin).matches();
            if (!exact && !origin.equals("*") && Paths.expressionProblem("an origin", origin).isPresent()) {
                throw new Invalid("invalid allowed origin \"%s\": allowed origin is invalid exact match and invalid regex match", origin);
            }
            origins.add(exact ? "^" + Paths.literally(origin) + "$" : origin.equals("*") ? "." : "^(?:" + origin + ")$");
        }
        String maxAge = policy.path("maxAge").asText();
        try {
            Duration age = maxAge.isEmpty() ? Duration.ZERO : GoDuration.of(maxAge);
            if (age.isNegative()) {
                throw new Invalid("invalid max age value \"%s\"", maxAge);
            }
            return Optional.of(new Cors(origins, any, policy.path("allowCredentials").asBoolean(), words(policy.path("allowMethods")),
                    words(policy.path("allowHeaders")), words(policy.path("exposeHeaders")), maxAge.isEmpty() ? "" : String.valueOf(age.toSeconds()),
                    policy.path("allowPrivateNetwork").asBoolean()));
        } catch (GoDuration.Unreadable e) {
            throw new Invalid("unable to parse max age string \"%s\": %s", maxAge, e.getMessage());
        }
    }

    private static String words(JsonNode list) throws Invalid {
        List<String> words = new ArrayList<>();
        for (JsonNode each : list) {
            if (!WORDS.matcher(each.asText()).matches() || each.asText().contains("$")) {
                throw new Invalid("invalid value \"%s\"", each.asText());
            }
            words.add(each.asText());
        }
        String all = String.join(",", words);
        if (!NginxText.fits(all)) {
            throw new Invalid("too many values");
        }
        return all;
    }

    static List<CookieFlags> cookies(JsonNode policies, ProxyCondition condition) throws Invalid {
        List<CookieFlags> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode each : policies) {
            String name = each.path("name").asText();
            if (!names.add(name)) {
                throw new Invalid("duplicate cookie rewrite rule for cookie \"%s\"", name);
            }
            if (!each.has("pathRewrite") && !each.has("domainRewrite") && !each.has("secure") && !each.has("sameSite")) {
                throw new Invalid("no attributes rewritten for cookie \"%s\"", name);
            }
            if (!COOKIE.matcher(name).matches()) {
                throw new Invalid("cookie \"%s\" is not served; names have letters, digits and marks", name);
            }
            for (String field : List.of("pathRewrite", "domainRewrite")) {
                if (each.has(field)) {
                    condition.ignored("CookieRewritePolicies." + field, "nginx changes the paths and domains of all cookies or of none");
                }
            }
            List<String> flags = new ArrayList<>();
            if (each.has("secure")) {
                flags.add(each.path("secure").asBoolean() ? "secure" : "nosecure");
            }
            String sameSite = each.path("sameSite").asText().toLowerCase(Locale.ROOT);
            if (Set.of("strict", "lax", "none").contains(sameSite)) {
                flags.add("samesite=" + sameSite);
            }
            if (!flags.isEmpty()) {
                all.add(new CookieFlags(name, flags));
            }
        }
        return all;
    }
}
