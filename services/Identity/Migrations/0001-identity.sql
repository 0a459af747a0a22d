create table enterprises (
    id varchar(32) not null,
    credit_code varchar(18) not null,
    name varchar(400) not null,
    region varchar(200) not null,
    roles varchar(200) not null,
    registered_at bigint not null,
    constraint pk_enterprises primary key (id)
);
create unique index ux_enterprises_credit_code on enterprises (credit_code);
create table people (
    id varchar(32) not null,
    enterprise varchar(32) not null,
    name varchar(400) not null,
    roles varchar(200) not null,
    user_name varchar(256) not null,
    normalized_user_name varchar(256) not null,
    email varchar(256),
    normalized_email varchar(256),
    email_confirmed bigint not null,
    password_hash varchar(400),
    security_stamp varchar(100),
    concurrency_stamp varchar(100),
    phone_number varchar(50),
    phone_number_confirmed bigint not null,
    two_factor_enabled bigint not null,
    lockout_ends_at bigint,
    lockout_enabled bigint not null,
    access_failed_count bigint not null,
    constraint pk_people primary key (id),
    constraint fk_people_enterprises foreign key (enterprise) references enterprises (id)
);
create unique index ux_people_user_name on people (normalized_user_name);
create index ix_people_enterprise on people (enterprise);
create table requests (
    actor varchar(100) not null,
    request_key varchar(200) not null,
    fingerprint varchar(32) not null,
    result_id varchar(32) not null,
    received_at bigint not null,
    constraint pk_requests primary key (actor, request_key)
);
create index ix_requests_received_at on requests (received_at);
create table clients (
    id varchar(36) not null,
    application_type varchar(50),
    client_id varchar(100) not null,
    client_secret varchar(400),
    client_type varchar(50),
    concurrency_token varchar(50),
    consent_type varchar(50),
    display_name varchar(400),
    display_names varchar(max),
    json_web_key_set varchar(max),
    permissions varchar(max),
    post_logout_redirect_uris varchar(max),
    properties varchar(max),
    redirect_uris varchar(max),
    requirements varchar(max),
    settings varchar(max),
    constraint pk_clients primary key (id)
);
create unique index ux_clients_client_id on clients (client_id);
create table grants (
    id varchar(36) not null,
    client varchar(36),
    concurrency_token varchar(50),
    created_at bigint,
    properties varchar(max),
    scopes varchar(max),
    status varchar(50),
    subject varchar(400),
    type varchar(50),
    constraint pk_grants primary key (id),
    constraint fk_grants_clients foreign key (client) references clients (id)
);
create index ix_grants_subject on grants (client, status, subject, type);
create table scopes (
    id varchar(36) not null,
    concurrency_token varchar(50),
    description varchar(max),
    descriptions varchar(max),
    display_name varchar(400),
    display_names varchar(max),
    name varchar(200) not null,
    properties varchar(max),
    resources varchar(max),
    constraint pk_scopes primary key (id)
);
create unique index ux_scopes_name on scopes (name);
create table tokens (
    id varchar(36) not null,
    client varchar(36),
    grant_id varchar(36),
    concurrency_token varchar(50),
    created_at bigint,
    expires_at bigint,
    payload varchar(max),
    properties varchar(max),
    redeemed_at bigint,
    reference_id varchar(100),
    status varchar(50),
    subject varchar(400),
    type varchar(150),
    constraint pk_tokens primary key (id),
    constraint fk_tokens_clients foreign key (client) references clients (id),
    constraint fk_tokens_grants foreign key (grant_id) references grants (id)
);
create unique index ux_tokens_reference_id on tokens (reference_id) where reference_id is not null;
create index ix_tokens_subject on tokens (client, status, subject, type);
create index ix_tokens_grant_id on tokens (grant_id);
