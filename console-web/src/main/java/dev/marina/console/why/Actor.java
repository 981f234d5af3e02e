package dev.marina.console.why;

/// Who made a change.
///
/// @param kind what they are, which has a text of its own
/// @param name who of that kind
public record Actor(Kind kind, String name) {

    public enum Kind {
        PERSON, CONTROLLER, SCHEDULER, NODE, SERVICE_ACCOUNT, PLATFORM
    }

    private static final String CONTROLLERS = "system:serviceaccount:kube-system:";
    private static final String ACCOUNTS = "system:serviceaccount:";
    private static final String NODES = "system:node:";
    private static final String SUFFIX = "-controller";

    public static Actor of(String user) {
        if (user.equals("system:kube-scheduler")) {
            return new Actor(Kind.SCHEDULER, user);
        }
        if (user.startsWith(NODES)) {
            return new Actor(Kind.NODE, user.substring(NODES.length()));
        }
        if (user.startsWith(CONTROLLERS)) {
            String name = user.substring(CONTROLLERS.length());
            return new Actor(Kind.CONTROLLER, name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name);
        }
        if (user.startsWith(ACCOUNTS)) {
            return new Actor(Kind.SERVICE_ACCOUNT, user.substring(ACCOUNTS.length()).replace(':', '/'));
        }
        return new Actor(user.startsWith("system:") ? Kind.PLATFORM : Kind.PERSON, user);
    }

    public String key() {
        return "why.actor." + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
