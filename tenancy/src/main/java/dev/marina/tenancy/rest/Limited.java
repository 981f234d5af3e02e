package dev.marina.tenancy.rest;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// What one address may ask for only so often within a minute. Asked before anything of the request is read.
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface Limited {

    RequestLimits.Kind value();
}
