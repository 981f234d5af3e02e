package dev.marina.builds;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Where commands get packages from, as tools take it: by their environment, which does not become the image's.
///
/// @param urls by `maven`, `npm`, `python` and `proxy`; what is not there is as the tool itself has it
record Repositories(Map<String, String> urls) {

    static final String SETTINGS = "/.marina/maven.xml";
    private static final int USUAL_PORT = 3128;
    private static final Pattern TROUBLE = Pattern
            .compile("(?i)temporary failure (in name )?resol|could not resolve host|unknown host|unknownhostexception|name or service not known"
                    + "|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|connection refused|connection timed out|connect timed out|network is unreachable|failed to establish a new connection");

    /// @param cache directory for what is fetched
    Map<String, String> environment(String cache) {
        Map<String, String> environment = new LinkedHashMap<>(Map.of("MAVEN_SETTINGS", SETTINGS, "npm_config_cache", cache + "/npm", "PIP_CACHE_DIR",
                cache + "/pip", "npm_config_update_notifier", "false", "PIP_DISABLE_PIP_VERSION_CHECK", "1", "GRADLE_USER_HOME", cache + "/gradle"));
        find("proxy").map(URI::create).ifPresent(proxy -> environment.put("JAVA_OPTS", List.of("http", "https").stream().map(
                kind -> "-D%1$s.proxyHost=%2$s -D%1$s.proxyPort=%3$d".formatted(kind, proxy.getHost(), port(proxy))).collect(Collectors.joining(" "))));
        find("npm").ifPresent(url -> environment.put("npm_config_registry", url));
        find("python").ifPresent(url -> {
            environment.put("PIP_INDEX_URL", url);
            if (url.startsWith("http://")) {
                environment.put("PIP_TRUSTED_HOST", URI.create(url).getHost());
            }
        });
        find("proxy").ifPresent(url -> List.of("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY").forEach(name -> environment.put(name, url)));
        find("proxy").ifPresent(_ -> List.of("no_proxy", "NO_PROXY").forEach(name -> environment.put(name, "localhost,127.0.0.1,.svc,.cluster.local")));
        return environment;
    }

    /// Maven's settings. https://maven.apache.org/settings.html
    String maven(String cache) {
        StringBuilder settings = new StringBuilder("<settings><localRepository>%s/maven</localRepository>".formatted(cache));
        find("maven").ifPresent(url -> settings.append("<mirrors><mirror><id>named</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>".formatted(
                escaped(url))));
        find("proxy").map(URI::create)
                .ifPresent(proxy -> settings.append(("<proxies><proxy><id>named</id><active>true</active><protocol>http</protocol><host>%s"
                        + "</host><port>%d</port><nonProxyHosts>localhost|127.0.0.1|*.svc|*.cluster.local</nonProxyHosts></proxy></proxies>").formatted(
                                escaped(proxy.getHost()), port(proxy))));
        return settings.append("</settings>").toString();
    }

    private static int port(URI proxy) {
        return proxy.getPort() < 0 ? USUAL_PORT : proxy.getPort();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private Optional<String> find(String name) {
        return Optional.ofNullable(urls.get(name)).filter(url -> !url.isEmpty());
    }

    /// What a command's last words mean, where they tell of no way to packages; "" for nothing of that.
    String trouble(String words) {
        if (!TROUBLE.matcher(words).find()) {
            return "";
        }
        return urls.isEmpty()
                ? "; it seems to have reached no package repository: name one that this cluster reaches in spec.repositories"
                : "; it seems to have reached no package repository: named are %s".formatted(new java.util.TreeMap<>(urls));
    }
}
