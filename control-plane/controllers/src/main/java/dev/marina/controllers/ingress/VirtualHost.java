package dev.marina.controllers.ingress;

import java.util.List;
import java.util.Optional;

/// What is answered under one name.
///
/// @param name `a.example`, `*.example`, or empty for all that have none of their own
/// @param certificate name of the file with its certificate and key
record VirtualHost(String name, Optional<String> certificate, List<Location> locations) {

    static final String ANY = "";
}
