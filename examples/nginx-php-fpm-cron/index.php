<?php
error_log('index.php was asked for ' . $_SERVER['REQUEST_URI']);
?>
<!doctype html>
<title>It works</title>
<p>PHP <?= PHP_VERSION ?>, process <?= getmypid() ?>, <?= date('H:i:s') ?></p>
