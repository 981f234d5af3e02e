package dev.marina.apiserver.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.Target;
import java.util.List;

/// One rule of a flow schema: who, and what of them. apiserver's pkg/util/flowcontrol/rule.go
record FlowRule(List<Subject> subjects, List<Resources> resources, List<Paths> paths) {

    private static final String ALL = "*";

    sealed interface Subject {

        boolean is(Identity identity);

        record User(String name) implements Subject {
            @Override
            public boolean is(Identity identity) {
                return name.equals(ALL) || name.equals(identity.user());
            }
        }

        record Group(String name) implements Subject {
            @Override
            public boolean is(Identity identity) {
                return name.equals(ALL) || identity.in(name);
            }
        }

        /// @param prefix of the user's name
        record ServiceAccounts(String prefix) implements Subject {
            @Override
            public boolean is(Identity identity) {
                return identity.user().startsWith(prefix);
            }
        }

        record Nobody() implements Subject {
            @Override
            public boolean is(Identity identity) {
                return false;
            }
        }
    }

    record Resources(List<String> verbs, List<String> groups, List<String> resources, boolean clusterScope, List<String> namespaces) {
        boolean match(Target.Resource target) {
            return contain(verbs, target.verb()) && containsResource(target) && contain(groups, target.resource().group())
                    && (target.namespace().isEmpty() ? clusterScope : contain(namespaces, target.namespace()));
        }

        private boolean containsResource(Target.Resource target) {
            String resource = target.resource().resource();
            return contain(resources, target.subresource().isEmpty() ? resource : resource + "/" + target.subresource());
        }
    }

    /// @param prefixes of the paths that `urls` name with all that is below them
    record Paths(List<String> verbs, List<String> urls, List<String> prefixes) {
        Paths(List<String> verbs, List<String> urls) {
            this(verbs, urls, urls.stream().map(Paths::prefix).toList());
        }

        boolean match(Target.NonResource target) {
            return contain(verbs, target.verb()) && (contain(urls, target.path()) || below(target.path()));
        }

        private boolean below(String path) {
            for (String prefix : prefixes) {
                if (path.startsWith(prefix)) {
                    return true;
                }
            }
            return false;
        }

        private static String prefix(String url) {
            String start = url.endsWith(ALL) ? url.substring(0, url.length() - 1) : url;
            return start.endsWith("/") ? start : start + "/";
        }
    }

    static FlowRule of(JsonNode rule) {
        return new FlowRule(rule.path("subjects").valueStream().map(FlowRule::subject).toList(),
                rule.path("resourceRules").valueStream().map(each -> new Resources(texts(each, "verbs"), texts(each, "apiGroups"), texts(each, "resources"),
                        each.path("clusterScope").asBoolean(), texts(each, "namespaces"))).toList(),
                rule.path("nonResourceRules").valueStream().map(each -> new Paths(texts(each, "verbs"), texts(each, "nonResourceURLs"))).toList());
    }

    private static Subject subject(JsonNode subject) {
        return switch (subject.path("kind").asText()) {
            case "User" -> new Subject.User(subject.path("user").path("name").asText());
            case "Group" -> new Subject.Group(subject.path("group").path("name").asText());
            case "ServiceAccount" -> {
                String namespace = "system:serviceaccount:" + subject.path("serviceAccount").path("namespace").asText() + ":";
                String name = subject.path("serviceAccount").path("name").asText();
                yield name.equals(ALL) ? new Subject.ServiceAccounts(namespace) : new Subject.User(namespace + name);
            }
            // Validation lets nothing else in; whatever is stored must not keep the cluster's requests from being answered.
            default -> new Subject.Nobody();
        };
    }

    private static List<String> texts(JsonNode node, String field) {
        return node.path(field).valueStream().map(JsonNode::asText).toList();
    }

    private static boolean contain(List<String> list, String value) {
        for (String each : list) {
            if (each.equals(ALL) || each.equals(value)) {
                return true;
            }
        }
        return false;
    }

    /// Asked several times for every request: by plain loops.
    boolean matches(Identity identity, Target target) {
        return switch (target) {
            case Target.Resource resource -> isOne(identity) && matchResource(resource);
            case Target.NonResource path -> isOne(identity) && matchPath(path);
        };
    }

    private boolean isOne(Identity identity) {
        for (Subject subject : subjects) {
            if (subject.is(identity)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchResource(Target.Resource target) {
        for (Resources rule : resources) {
            if (rule.match(target)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchPath(Target.NonResource target) {
        for (Paths rule : paths) {
            if (rule.match(target)) {
                return true;
            }
        }
        return false;
    }
}
