package dev.marina.controllers.ingress;

import dev.marina.controllers.engine.parts.AcmeChallenges;
import java.util.List;
import java.util.Optional;

/// What is answered under one name.
///
/// @param name `a.example`, `*.example`, or empty for all that have none of their own
/// @param certificate name of the file with its certificate and key
/// @param challenges what an ACME server is to find there, before all else
record VirtualHost(String name, Optional<String> certificate, List<Location> locations, List<AcmeChallenges.Challenge> challenges) {

    static final String ANY = "";
}
