package dev.marina.apiserver.podsecurity;

import java.util.Optional;

/// One rule of the standards as it is from one version on until the next.
///
/// @param since the first minor version
/// @param until the first in which it is another, or none
/// @param replaces the baseline rule that it makes superfluous, or ""
record PodSecurityCheck(String id, int since, int until, String replaces, Rule rule) {

    @FunctionalInterface
    interface Rule {
        Optional<Violation> violation(PodFields pod);
    }

    static PodSecurityCheck always(String id, Rule rule) {
        return since(id, 0, rule);
    }

    static PodSecurityCheck since(String id, int since, Rule rule) {
        return new PodSecurityCheck(id, since, LevelVersion.LATEST, "", rule);
    }

    PodSecurityCheck until(int version) {
        return new PodSecurityCheck(id, since, version, replaces, rule);
    }

    PodSecurityCheck replacing(String baseline) {
        return new PodSecurityCheck(id, since, until, baseline, rule);
    }

    boolean holdsIn(int minor) {
        return minor >= since && (minor < until || until == LevelVersion.LATEST);
    }
}
