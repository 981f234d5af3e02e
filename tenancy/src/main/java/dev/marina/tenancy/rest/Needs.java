package dev.marina.tenancy.rest;

import dev.marina.tenancy.tenant.Permission;
import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// The one permission in the path's tenant that an operation takes. Asked before anything of the body is read.
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface Needs {

    Permission value();
}
