package dev.marina.tenancy.rest;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/// The tenant that a request concerns beside the one that its path names: its audit has the request too.
@RequestScoped
public class Concerned {

    private String tenant;
    private String what = "";

    /// @param what was done there, beside the request's path; no control characters
    void in(Optional<String> name, String done) {
        tenant = name.orElse(null);
        what = done;
    }

    Optional<String> tenant() {
        return Optional.ofNullable(tenant);
    }

    String what() {
        return what;
    }
}
