BEGIN TRANSACTION;
CREATE TABLE fresh_draws (
    number INTEGER NOT NULL REFERENCES trials,
    repeat INTEGER NOT NULL,
    status TEXT NOT NULL,
    metrics TEXT NOT NULL,
    message TEXT NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (number, repeat)
) STRICT;
INSERT INTO "fresh_draws" VALUES(0,1,'complete','{"train_loss": 0.8268363739053408, "train_error": 0.4666666666666667, "dev_loss": 0.8284990777571996, "dev_error": 0.4}','',1.13878399952227482572e-03);
INSERT INTO "fresh_draws" VALUES(2,1,'complete','{"train_loss": 1.256393669048945, "train_error": 0.7666666666666667, "dev_loss": 1.515551749865214, "dev_error": 0.7666666666666667}','',1.13878399952227482572e-03);
INSERT INTO "fresh_draws" VALUES(0,2,'complete','{"train_loss": 0.6404893657192587, "train_error": 0.23333333333333334, "dev_loss": 0.7435756152806182, "dev_error": 0.3}','',1.01259149960242211818e-03);
INSERT INTO "fresh_draws" VALUES(2,2,'complete','{"train_loss": 1.3775336558620135, "train_error": 0.4666666666666667, "dev_loss": 1.359848720083634, "dev_error": 0.5666666666666667}','',1.01259149960242211818e-03);
CREATE TABLE history (
    number INTEGER NOT NULL REFERENCES trials,
    repeat INTEGER NOT NULL,
    branch INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    learning_rate REAL NOT NULL,
    train_loss REAL,
    train_headline REAL,
    dev_loss REAL,
    dev_headline REAL,
    gradient_norm REAL,
    PRIMARY KEY (number, repeat, branch, epoch)
) STRICT, WITHOUT ROWID;
INSERT INTO "history" VALUES(0,0,0,1,6.48999040267928678504e-02,6.66855206092198726786e-01,3.66666666666666640761e-01,6.85453323119630364423e-01,2.66666666666666662965e-01,5.71170200458311239088e-01);
INSERT INTO "history" VALUES(0,0,0,2,6.48999040267928678504e-02,5.54996254698683855188e-01,0.2,0.558590647407497,1.33333333333333331482e-01,4.13113380732072210665e-01);
INSERT INTO "history" VALUES(1,0,0,1,2.61213857830708837473e-03,8.34460846086343077665e-01,0.5,9.54130254934231425423e-01,0.4,8.87105119110392803527e-01);
INSERT INTO "history" VALUES(1,0,0,2,2.61213857830708837473e-03,8.24467802296082186153e-01,0.5,9.38600566983222917016e-01,0.4,7.05095529418258815113e-01);
INSERT INTO "history" VALUES(2,0,0,1,9.92753056507817734088e-03,8.06367341553171468326e-01,4.66666666666666674068e-01,9.08778881778319669315e-01,0.4,8.39855020457738743466e-01);
INSERT INTO "history" VALUES(2,0,0,2,9.92753056507817734088e-03,7.75841922064622213639e-01,4.66666666666666674068e-01,8.58534696822365162027e-01,3.33333333333333314829e-01,6.6630858277190507799e-01);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO "meta" VALUES('version','2');
INSERT INTO "meta" VALUES('config','{"data": {"source": "iris", "target": null, "task": "auto", "split": "auto", "normalize": "standard"}, "hyperparameters": {"units": [4], "layers": null, "activation": "relu", "initializer": "auto", "batch_norm": false, "keep_prob": 1.0, "input_keep_prob": 1.0, "l2": 0.0, "weight_decay": 0.0, "optimizer": "adam", "learning_rate": {"low": 0.001, "high": 0.1, "scale": "log"}, "beta1": 0.9, "beta2": "auto", "epsilon": 1e-08, "schedule": "constant", "decay_rate": 1.0, "decay_epochs": 10, "warmup_epochs": 0, "batch_size": "auto", "epochs": 2, "patience": null, "clip_norm": null, "label_smoothing": 0.0, "class_weight": null, "augment": null}, "search": {"mode": "caviar", "sampler": {"name": "coarse_to_fine"}, "trials": 3, "rounds": 1, "metric": "auto", "direction": null, "halving": null, "repeats": 1, "finalists": {"count": 2, "repeats": 2}, "start": [], "autopilot": null, "time_limit": null, "bayes_error": 0.0, "seed": 0}}');
INSERT INTO "meta" VALUES('data','"7e23227a4897213b706fe4e1bc002893145fb11613670e64fc39bc8a7e6fc0ae"');
INSERT INTO "meta" VALUES('environment','{"python": "3.11.7", "processor": "a processor", "blas": "openblas 0.3.31.188.0 SkylakeX", "hpsearch": "0.1.0", "numpy": "2.4.6", "optuna": "5.0.0"}');
INSERT INTO "meta" VALUES('headline','"error"');
INSERT INTO "meta" VALUES('metric','"dev_error"');
INSERT INTO "meta" VALUES('maximize','false');
INSERT INTO "meta" VALUES('repeats','1');
INSERT INTO "meta" VALUES('finalists','{"count": 2, "repeats": 2}');
INSERT INTO "meta" VALUES('searched','["learning_rate"]');
INSERT INTO "meta" VALUES('planned_trials','3');
INSERT INTO "meta" VALUES('round_sizes','[3]');
CREATE TABLE trials (
    number INTEGER PRIMARY KEY,
    round INTEGER NOT NULL,
    settings TEXT NOT NULL,
    status TEXT NOT NULL,
    metrics TEXT NOT NULL,
    best_epoch INTEGER,
    epochs_run INTEGER NOT NULL,
    message TEXT NOT NULL,
    seconds REAL NOT NULL
) STRICT;
INSERT INTO "trials" VALUES(0,1,'{"learning_rate": 0.06489990402679287}','complete','{"train_loss": 0.5549962546986839, "train_error": 0.2, "dev_loss": 0.558590647407497, "dev_error": 0.13333333333333333}',2,2,'',3.36559366708873630366e-03);
INSERT INTO "trials" VALUES(1,1,'{"learning_rate": 0.0026121385783070884}','complete','{"train_loss": 0.8244678022960822, "train_error": 0.5, "dev_loss": 0.9386005669832229, "dev_error": 0.4}',1,2,'',3.36559366708873630366e-03);
INSERT INTO "trials" VALUES(2,1,'{"learning_rate": 0.009927530565078177}','complete','{"train_loss": 0.7758419220646222, "train_error": 0.4666666666666667, "dev_loss": 0.8585346968223652, "dev_error": 0.3333333333333333}',2,2,'',3.36559366708873630366e-03);
COMMIT;
